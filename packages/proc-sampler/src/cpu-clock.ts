import type { ThreadTimes } from './reading.js';
import { TICKS_PER_S } from './parse/stat.js';

/** CPU time of an interval and of the process's life, as far as it can be known from outside. */
export interface CpuAdvance {
  /** Seconds since the last call; `null` at the first. */
  deltaS: number | null;
  totalS: number;
  source: 'schedstat' | 'ticks';
}

/** Ticks lie below the truth by less than this: user and system time are each cut down to 10 ms. */
const TICK_UNCERTAINTY_S = 2 / TICKS_PER_S;

/**
 * Follows one process's CPU time. Ticks include threads that have ended but are coarse; schedstat is exact but forgets a
 * thread with its end, and never shows one that was born and gone between two samples. What live threads gained and what
 * ticks say are both lower bounds of the truth, so the total is never above it. Ticks take over when threads came or
 * went, and when they are so far ahead that time must have been lost; otherwise differences are exact.
 */
export class CpuClock {
  #totalS: number | null = null;
  #threads: ThreadTimes | null = null;

  advance(ticks: number, threads: ThreadTimes | null): CpuAdvance {
    const ticksS = ticks / TICKS_PER_S;
    const before = this.#totalS;
    const last = this.#threads;
    this.#threads = threads;
    if (before === null) {
      this.#totalS = Math.max(ticksS, threads === null ? 0 : sum(threads.cpuNs) / 1e9);
      return { deltaS: null, totalS: this.#totalS, source: threads === null ? 'ticks' : 'schedstat' };
    }
    const fine = threads === null || last === null ? null : gained(last, threads);
    const bySchedstat = before + (fine === null ? 0 : fine.gainedNs / 1e9);
    const sameThreads = fine !== null && fine.sameThreads;
    const allowedS = sameThreads ? TICK_UNCERTAINTY_S : 0;
    const exact = sameThreads && ticksS - bySchedstat <= allowedS;
    const totalS = exact ? bySchedstat : Math.max(before, bySchedstat, ticksS);
    this.#totalS = totalS;
    return { deltaS: totalS - before, totalS, source: exact ? 'schedstat' : 'ticks' };
  }
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** What the threads alive now gained since the last reading; a new thread gained all it has. */
function gained(last: ThreadTimes, now: ThreadTimes): { gainedNs: number; sameThreads: boolean } {
  let gainedNs = 0;
  let sameThreads = last.tids.length === now.tids.length;
  if (sameThreads) {
    for (let i = 0; i < now.tids.length && sameThreads; i += 1) {
      const step = (now.cpuNs[i] as number) - (last.cpuNs[i] as number);
      sameThreads = now.tids[i] === last.tids[i] && step >= 0;
      gainedNs += step;
    }
    if (sameThreads) return { gainedNs, sameThreads };
  }
  const before = new Map(last.tids.map((tid, i) => [tid, last.cpuNs[i] as number]));
  gainedNs = 0;
  now.tids.forEach((tid, i) => {
    const ns = now.cpuNs[i] as number;
    const known = before.get(tid) ?? 0;
    gainedNs += ns >= known ? ns - known : ns;
  });
  return { gainedNs, sameThreads: false };
}
