import { TargetError } from '../errors.js';

/** Seconds a command gets when the caller names no limit. */
export const DEFAULT_TIMEOUT_S = 30;

/** Output of one command, stdout and stderr together, that is kept in memory at most. */
export const DEFAULT_MAX_OUTPUT_BYTES: number = 64 * 1024 * 1024;

/** Seconds to wait for what was sent SIGKILL to be gone. */
export const KILL_WAIT_S = 5;

/** Refuses an empty command, an empty program name, and NUL, which no argument can carry. */
export function checkArgv(argv: readonly string[]): asserts argv is readonly [string, ...string[]] {
  if (argv.length === 0 || argv[0] === '') {
    throw new TargetError('MEDKIT_TARGET_ARGUMENT', 'a command needs a program name, got an empty list');
  }
  const bad = argv.findIndex((part) => typeof part !== 'string' || part.includes('\0'));
  if (bad >= 0) {
    throw new TargetError(
      'MEDKIT_TARGET_ARGUMENT',
      `argument ${bad} of '${argv[0]}' must be text without NUL, got ${JSON.stringify(argv[bad])}`,
    );
  }
}

/** Gives the limit in milliseconds; refuses what is no positive number of seconds. */
export function timeoutMs(timeoutS: number): number {
  if (!(timeoutS > 0)) {
    throw new TargetError('MEDKIT_TARGET_ARGUMENT', `timeoutS must be above 0 s, got ${timeoutS}`);
  }
  // setTimeout takes 31 bits and fires at once above them.
  return Math.min(timeoutS * 1000, 0x7fffffff);
}
