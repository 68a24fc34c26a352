import type { DockerTarget } from './docker-target.js';
import { resolveEngine } from './engine-address.js';

/** Which engine, and how long to wait for it. */
export interface DockerOptions {
  /** Engine address; default as the docker command finds it (`DOCKER_HOST`, contexts, the local socket). */
  engine?: string;
  /** Seconds an answer may take; default 30. */
  timeoutS?: number;
}

/**
 * Connects to a Docker engine.
 * @throws TargetError `MEDKIT_DOCKER_UNREACHABLE` when none answers.
 */
export async function connectDocker(options: DockerOptions = {}): Promise<DockerTarget> {
  const address = resolveEngine(options.engine);
  // Loaded when first needed: the client costs a fifth of a second that local runs need not pay.
  const { DockerTarget } = await import('./docker-target.js');
  return DockerTarget.open(address, options.timeoutS === undefined ? {} : { timeoutS: options.timeoutS });
}
