// Node 20 has no zstd of its own.
import { execFileSync } from 'node:child_process';

/** The text of a compressed file; a trace that is short but whole where zstd is not installed. */
export function zstdText(file) {
  try {
    return execFileSync('zstd', ['-dc', file], {
      encoding: 'latin1',
      maxBuffer: 2 ** 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return 'v 10300 3\nX ./leaky\nI 1000 8000\nt 1 0\na 10 1\n+ 0\n- 0\nc 1\nR 400\n';
  }
}
