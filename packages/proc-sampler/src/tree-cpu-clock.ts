import { CpuClock, type CpuAdvance } from './cpu-clock.js';
import { TICKS_PER_S } from './parse/stat.js';
import type { ProcessReading } from './reading.js';

/**
 * CPU time of a set of processes that come and go. A child that was waited for leaves its time in its parent's
 * `cutime + cstime`, so the total is what the living have used plus what they inherited. Time of a process that nobody
 * waits for is kept at its last known value. With one process and no inheritance this is exactly {@link CpuClock}.
 */
export class TreeCpuClock {
  readonly #inherits: boolean;
  #clocks = new Map<string, CpuClock>();
  #lastTotalS: number | null = null;
  #lastInheritedS = 0;
  #keptS = 0;

  constructor(options: { inherits: boolean }) {
    this.#inherits = options.inherits;
  }

  advance(processes: readonly ProcessReading[]): CpuAdvance {
    const clocks = new Map<string, CpuClock>();
    let own = 0;
    let inherited = 0;
    let exact = true;
    for (const { stat, threads } of processes) {
      const key = `${stat.pid}:${stat.startTicks}`;
      const known = this.#clocks.get(key);
      const clock = known ?? new CpuClock();
      clocks.set(key, clock);
      const step = clock.advance(stat.utimeTicks + stat.stimeTicks, threads);
      own += step.totalS;
      if (this.#inherits) inherited += (stat.childUtimeTicks + stat.childStimeTicks) / TICKS_PER_S;
      exact &&= step.source === 'schedstat' && (known !== undefined || this.#lastTotalS === null);
    }
    exact &&= clocks.size === this.#clocks.size || this.#lastTotalS === null;
    exact &&= inherited === this.#lastInheritedS || this.#lastTotalS === null;
    this.#clocks = clocks;
    this.#lastInheritedS = inherited;
    return this.#settle(own + inherited + this.#keptS, exact ? 'schedstat' : 'ticks');
  }

  /** CPU time never runs backwards: what vanished with a process is kept. */
  #settle(totalS: number, source: 'schedstat' | 'ticks'): CpuAdvance {
    const last = this.#lastTotalS;
    let total = totalS;
    if (last !== null && total < last) {
      this.#keptS += last - total;
      total = last;
    }
    this.#lastTotalS = total;
    return { deltaS: last === null ? null : total - last, totalS: total, source };
  }
}
