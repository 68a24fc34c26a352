import type { SshOptions } from './ssh-options.js';
import type { SshTarget } from './ssh-target.js';

/**
 * Connects to a host over SSH and logs in.
 * @throws TargetError `MEDKIT_SSH_REFUSED`, `..._UNKNOWN_HOST`, `..._CHANGED_HOST_KEY`, `..._AUTH` or `..._KEY`.
 */
export async function connectSsh(options: SshOptions): Promise<SshTarget> {
  // Loaded when first needed: local runs need not pay for the protocol.
  const { SshTarget } = await import('./ssh-target.js');
  return SshTarget.open(options);
}
