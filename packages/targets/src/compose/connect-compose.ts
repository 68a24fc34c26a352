import type { ComposeOptions, ComposeTarget } from './compose-target.js';

/**
 * Opens compose files on a Docker engine.
 * @throws TargetError when a file, compose or the engine is missing.
 */
export async function connectCompose(options: ComposeOptions): Promise<ComposeTarget> {
  const { ComposeTarget } = await import('./compose-target.js');
  return ComposeTarget.open(options);
}
