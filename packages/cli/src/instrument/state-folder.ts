import os from 'node:os';
import path from 'node:path';

/** The environment, as far as it matters here. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where this program keeps what it knows of this host (`$XDG_STATE_HOME/medkit-bench`, `~/.local/state/medkit-bench`). */
export function stateFolder(env: Environment): string {
  const base = env['XDG_STATE_HOME'] || path.join(env['HOME'] ?? os.homedir(), '.local', 'state');
  return path.join(base, 'medkit-bench');
}
