import { randomBytes } from 'node:crypto';
import { TargetError } from '../errors.js';
import type { ExecOptions, ExecResult } from '../target.js';

/** Runs a program somewhere else; what `Target.exec` is. */
export type RemoteExec = (argv: readonly string[], options?: ExecOptions) => Promise<ExecResult>;

// $1 is the boundary, the rest are files. Fixed text: paths only ever are arguments.
const SCRIPT = `
b=$1; shift
for f in "$@"; do
  if [ -r "$f" ]; then printf '%s %s\\n' "$b" "$f"; cat -- "$f" 2>/dev/null; printf '\\n'; fi
done
`;

/**
 * Reads small text files of a place that has a POSIX shell, all in one command.
 * Files that are missing or may not be read are left out of the answer.
 */
export async function readRemoteFiles(
  exec: RemoteExec,
  paths: readonly string[],
  timeoutS = 30,
): Promise<Map<string, string>> {
  const boundary = `==${randomBytes(12).toString('hex')}`;
  const result = await exec(['sh', '-c', SCRIPT, 'sh', boundary, ...paths], { timeoutS });
  if (result.timedOut) {
    throw new TargetError(
      'MEDKIT_TARGET_TIMEOUT',
      `reading ${paths.length} files took more than ${timeoutS} s`,
    );
  }
  return splitAtBoundary(result.stdout, boundary);
}

/** Takes the script's output apart; the one newline that the script adds after each text is not part of it. */
export function splitAtBoundary(text: string, boundary: string): Map<string, string> {
  const files = new Map<string, string>();
  // The newline added after a text is the one that the next boundary is found by; the last has none.
  for (const part of `\n${text.replace(/\n$/, '')}`.split(`\n${boundary} `).slice(1)) {
    const end = part.indexOf('\n');
    if (end < 0) files.set(part, '');
    else files.set(part.slice(0, end), part.slice(end + 1));
  }
  return files;
}
