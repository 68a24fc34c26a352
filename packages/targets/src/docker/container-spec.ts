import type { ContainerCreateOptions } from 'dockerode';
import os from 'node:os';
import { TargetError } from '../errors.js';
import { INSTANCE_VARIABLE, LABEL_VARIABLE } from '../process/environment-mark.js';

/** Container label that carries the run's label. */
export const RUN_LABEL = 'medkit-bench.run';

/** Container label that names the host which started it: an engine may be shared. */
export const HOST_LABEL = 'medkit-bench.host';

/** A port of the container published on this host. */
export interface PublishedPort {
  containerPort: number;
  /** Default: the engine chooses a free one. */
  hostPort?: number;
  /** Default 127.0.0.1: nothing is offered to the network unless asked for. */
  hostIp?: string;
}

/** A folder or file of the engine's host seen inside the container. */
export interface Mount {
  hostPath: string;
  containerPath: string;
  readOnly?: boolean;
}

/** How a container is made. */
export interface ContainerSpec {
  image: string;
  label: string;
  /** Replaces the image's command. */
  argv?: readonly string[];
  entrypoint?: readonly string[];
  env?: Record<string, string>;
  cwd?: string;
  user?: string;
  ports?: readonly PublishedPort[];
  mounts?: readonly Mount[];
  /** `bridge` (default), `host`, `none`, or a network's name. */
  network?: string;
  /** Run a tiny init as process 1, which reaps orphans. */
  init?: boolean;
  capAdd?: readonly string[];
  shmSizeBytes?: number;
  memoryLimitBytes?: number;
  cpuLimit?: number;
}

/** Bounds the engine's own copy of the log: two files of 10 MB. */
const LOG_CONFIG = { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '2' } };

/** Translates a spec into the engine's words. Pure. */
export function createOptions(spec: ContainerSpec, instanceId: string): ContainerCreateOptions {
  checkLabel(spec.label);
  const env = { ...spec.env, [LABEL_VARIABLE]: spec.label, [INSTANCE_VARIABLE]: instanceId };
  const ports = spec.ports ?? [];
  return {
    name: `${spec.label}-${instanceId.slice(0, 8)}`,
    Image: spec.image,
    ...(spec.argv === undefined ? {} : { Cmd: [...spec.argv] }),
    ...(spec.entrypoint === undefined ? {} : { Entrypoint: [...spec.entrypoint] }),
    ...(spec.cwd === undefined ? {} : { WorkingDir: spec.cwd }),
    ...(spec.user === undefined ? {} : { User: spec.user }),
    Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    Labels: { [RUN_LABEL]: spec.label, [HOST_LABEL]: os.hostname() },
    Tty: false,
    ExposedPorts: Object.fromEntries(ports.map((port) => [`${port.containerPort}/tcp`, {}])),
    HostConfig: {
      // The exit code and the last log lines are wanted after the end: we remove it ourselves.
      AutoRemove: false,
      RestartPolicy: { Name: 'no' },
      LogConfig: LOG_CONFIG,
      NetworkMode: spec.network ?? 'bridge',
      PortBindings: bindings(ports),
      Binds: (spec.mounts ?? []).map(bind),
      ...(spec.init === undefined ? {} : { Init: spec.init }),
      ...(spec.capAdd === undefined ? {} : { CapAdd: [...spec.capAdd] }),
      ...(spec.shmSizeBytes === undefined ? {} : { ShmSize: spec.shmSizeBytes }),
      ...(spec.memoryLimitBytes === undefined ? {} : { Memory: spec.memoryLimitBytes }),
      ...(spec.cpuLimit === undefined ? {} : { NanoCpus: Math.round(spec.cpuLimit * 1e9) }),
    },
  };
}

/** Refuses a label that could not be part of a container's or project's name. */
export function checkLabel(label: string): void {
  if (!/^[a-z0-9][a-z0-9_-]{0,62}$/.test(label)) {
    throw new TargetError(
      'MEDKIT_TARGET_ARGUMENT',
      `a run's label is 1 to 63 lower-case letters, digits, '-' or '_', got ${JSON.stringify(label)}`,
    );
  }
}

function bindings(ports: readonly PublishedPort[]): Record<string, { HostIp: string; HostPort: string }[]> {
  return Object.fromEntries(
    ports.map(({ containerPort, hostPort, hostIp }) => [
      `${containerPort}/tcp`,
      [{ HostIp: hostIp ?? '127.0.0.1', HostPort: hostPort === undefined ? '' : String(hostPort) }],
    ]),
  );
}

function bind({ hostPath, containerPath, readOnly }: Mount): string {
  if (!hostPath.startsWith('/') || !containerPath.startsWith('/') || /:/.test(hostPath + containerPath)) {
    throw new TargetError(
      'MEDKIT_TARGET_ARGUMENT',
      `a mount needs two absolute paths without ':', got '${hostPath}' and '${containerPath}'`,
    );
  }
  return `${hostPath}:${containerPath}${readOnly === true ? ':ro' : ''}`;
}
