import type { ContainerCreateOptions } from 'dockerode';
import os from 'node:os';
import { TargetError } from '../errors.js';
import { INSTANCE_VARIABLE, LABEL_VARIABLE } from '../process/environment-mark.js';
import type { ContainerSpec, Mount, PublishedPort } from './container-spec.js';
import { checkLabel, HOST_LABEL, RUN_LABEL } from './container-spec.js';

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
