import type { DockerTarget } from './docker-target.js';
import type { DockerOptions } from './open-engine.js';

/**
 * Connects to a Docker engine.
 * @throws TargetError `MEDKIT_DOCKER_UNREACHABLE` when none answers.
 */
export async function connectDocker(options: DockerOptions = {}): Promise<DockerTarget> {
  // Loaded when first needed: the client costs a fifth of a second that local runs need not pay.
  const { DockerTarget } = await import('./docker-target.js');
  return DockerTarget.open(options);
}
