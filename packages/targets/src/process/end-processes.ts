import { setTimeout as delay } from 'node:timers/promises';
import { errnoOf, TargetError } from '../errors.js';
import { KILL_WAIT_S } from '../support/limits.js';
import type { ProcStat } from './proc-stat.js';

/** What to end: who is alive now, and how a signal reaches them. */
export interface Victims {
  living(): ProcStat[];
  signal(name: NodeJS.Signals): void;
}

/**
 * Sends `signal`, waits up to `graceS`, then sends SIGKILL, until nobody is left.
 * @returns whether SIGKILL was needed
 * @throws TargetError `MEDKIT_TARGET_NOT_STOPPED` naming who is still there after SIGKILL.
 */
export async function endProcesses(
  victims: Victims,
  signal: NodeJS.Signals,
  graceS: number,
): Promise<boolean> {
  victims.signal(signal);
  if (await goneWithin(victims, graceS)) return false;
  victims.signal('SIGKILL');
  if (await goneWithin(victims, KILL_WAIT_S)) return true;
  const left = victims.living().map((one) => `${one.pid} (state ${one.state})`);
  throw new TargetError(
    'MEDKIT_TARGET_NOT_STOPPED',
    `still there ${KILL_WAIT_S} s after SIGKILL: process ${left.join(', ')}; ` +
      'state D waits in the kernel, any other belongs to a user we may not signal',
  );
}

async function goneWithin(victims: Victims, seconds: number): Promise<boolean> {
  const deadline = performance.now() + seconds * 1000;
  for (let pauseMs = 2; ; pauseMs = Math.min(pauseMs * 2, 100)) {
    if (victims.living().length === 0) return true;
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) return false;
    await delay(Math.min(pauseMs, leftMs));
  }
}

/** Signals a process, or a group when `pid` is negative; gone or not ours is no error here. */
export function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errnoOf(error) !== 'ESRCH' && errnoOf(error) !== 'EPERM') throw error;
  }
}
