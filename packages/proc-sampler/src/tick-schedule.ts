import { ProcError } from './errors.js';
import type { Due } from './reading.js';
import type { WindowOptions } from './watch-types.js';

/** Absorbs the rounding of `k * 0.1`; far below any interval that can be kept. */
const EPSILON = 1e-9;

/** The host's noise changes slowly and `/proc/stat` is long on large machines: at most once a second. */
const HOST_INTERVAL_S = 1;

/** An absolute schedule: tick k is due at `k * intervalS`, however late tick k-1 was. No clock of its own. */
export class TickSchedule {
  readonly intervalS: number;
  /** Last tick of the window, `Infinity` without a duration. */
  readonly lastTick: number;
  readonly #memoryIntervalS: number;
  #memoryDueS = 0;
  #hostDueS = 0;

  /** Throws `MEDKIT_PROC_OPTION` for times that are not positive. */
  constructor(options: Pick<WindowOptions, 'intervalS' | 'memoryIntervalS' | 'durationS'>) {
    this.intervalS = positive('intervalS', options.intervalS);
    this.#memoryIntervalS = positive('memoryIntervalS', options.memoryIntervalS ?? options.intervalS);
    const durationS = options.durationS === undefined ? Infinity : positive('durationS', options.durationS);
    this.lastTick = durationS === Infinity ? Infinity : Math.floor(durationS / this.intervalS + EPSILON);
  }

  /** What is due at tick `k`; call once for each tick that takes place, in order. */
  due(k: number): Due {
    const atS = k * this.intervalS + EPSILON;
    const memory = atS >= this.#memoryDueS;
    if (memory) this.#memoryDueS = nextMultiple(atS, this.#memoryIntervalS);
    const last = k === this.lastTick;
    const host = atS >= this.#hostDueS || last;
    if (host) this.#hostDueS = nextMultiple(atS, HOST_INTERVAL_S);
    return { memory, host };
  }

  /** The first tick after `k` that is not yet past at `elapsedS`: late ticks are left out, never bunched up. */
  next(k: number, elapsedS: number): number {
    return Math.max(k + 1, Math.ceil(elapsedS / this.intervalS - EPSILON));
  }

  /** Ticks the schedule asked for from 0 up to `elapsedS`. */
  expected(elapsedS: number): number {
    return Math.min(this.lastTick, Math.floor(elapsedS / this.intervalS + EPSILON)) + 1;
  }
}

function nextMultiple(atS: number, intervalS: number): number {
  return (Math.floor(atS / intervalS) + 1) * intervalS;
}

function positive(name: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw new ProcError('MEDKIT_PROC_OPTION', `${name} must be a positive number of seconds, got ${value}`);
}
