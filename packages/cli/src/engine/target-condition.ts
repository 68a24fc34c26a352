import { setTimeout as delay } from 'node:timers/promises';
import type { WatchResult } from '@medkit-bench/proc-sampler';
import type { Instance } from '@medkit-bench/targets';
import { notMeasured } from '../errors.js';
import type { Placed } from '../place/place.js';

/** What is asked about a target: how it ended, what its place says of it. */
type Asked = Pick<Placed, 'instance' | 'condition'>;

/** Last log lines that an error shows. */
const SHOWN_LOG_LINES = 20;
/** A shell's and an engine's way to say that SIGKILL ended a program. */
const KILLED_CODE = 137;
/** The end of a process that is known to have ended is told within this time. */
const END_WAIT_MS = 1000;

/** The error for a target that ended where it should have run: how it ended, and its last words. */
export async function targetDied(live: Asked, when: string): Promise<Error> {
  const how = await howItEnded(live);
  const lines = await Promise.resolve(live.instance.logTail(SHOWN_LOG_LINES)).catch(() => []);
  const words =
    lines.length === 0
      ? '; it printed nothing'
      : `; its last lines:\n${lines.map((line) => `  | ${line}`).join('\n')}`;
  return notMeasured('MEDKIT_TARGET_DIED', `the target ended ${when} (${how})${words}`);
}

async function howItEnded(live: Asked): Promise<string> {
  const known = await conditionOf(live);
  if (known !== null) return known;
  return (await endOf(live.instance)) ?? 'how is not known';
}

/** How it ended, where that can be known: nobody tells us of a process that is not ours. */
async function endOf(instance: Instance): Promise<string | null> {
  if (instance.running()) return null;
  const end = await Promise.race([instance.exited, delay(END_WAIT_MS, null, { ref: false })]);
  return end === null ? null : describeEnd(end);
}

/** An exit code or signal in words; a kill that nobody asked for is often the kernel's. */
export function describeEnd({ code, signal }: Awaited<Instance['exited']>): string {
  if (signal === 'SIGKILL' || code === KILLED_CODE)
    return 'killed by SIGKILL: by somebody, or by the kernel when memory ran out (dmesg tells)';
  if (signal !== null) return `signal ${signal}`;
  return code === null ? 'how is not known' : `exit code ${code}`;
}

/**
 * Refuses a window that is not one of a running target: one that ended early, one in which the target was stopped by
 * a signal or a debugger, and one at whose end its place says that it was paused. Such a target costs nothing, and
 * that is not its cost.
 * @throws BenchError (exit 3)
 */
export async function requireRunning(
  live: Asked,
  name: string,
  window: Omit<WatchResult, 'samples'>,
): Promise<void> {
  const { reason, detail } = window.ended;
  const condition = await conditionOf(live);
  if (reason !== 'duration') {
    const ended = reason === 'target-exited' ? await endOf(live.instance) : null;
    const why = [condition ?? ended].filter((text) => text !== null).map((text) => `; ${text}`);
    throw notMeasured(
      'MEDKIT_WINDOW',
      `'${name}' could not be watched to the end (${reason}): ${detail}${why.join('')}`,
    );
  }
  if (window.stopped_ticks > 0) {
    throw notMeasured(
      'MEDKIT_STOPPED',
      `'${name}' was stopped by a signal or a debugger in ${window.stopped_ticks} of ${window.sample_count} samples; what it costs then is not its cost`,
    );
  }
  if (condition !== null)
    throw notMeasured('MEDKIT_STOPPED', `'${name}' did not run at the end of its window: ${condition}`);
}

/**
 * Refuses a target that said how many entities it has before its window and does not answer after it.
 * @throws BenchError (exit 3)
 */
export function requireAnswer(before: number | null, after: number | null): number | null {
  if (before === null || after !== null) return after;
  throw notMeasured(
    'MEDKIT_HUNG',
    'the target answered before its window and not after it: it hung, was stopped or was paused',
  );
}

function conditionOf(live: Asked): Promise<string | null> {
  return live.condition?.().catch(() => null) ?? Promise.resolve(null);
}
