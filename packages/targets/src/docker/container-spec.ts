import { TargetError } from '../errors.js';

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

/** Refuses a label that could not be part of a container's or project's name. */
export function checkLabel(label: string): void {
  if (!/^[a-z0-9][a-z0-9_-]{0,62}$/.test(label)) {
    throw new TargetError(
      'MEDKIT_TARGET_ARGUMENT',
      `a run's label is 1 to 63 lower-case letters, digits, '-' or '_', got ${JSON.stringify(label)}`,
    );
  }
}
