import type { Params } from './params.js';
import { numberOf } from './params.js';

/** How long a request is worked on: a delay drawn from a known distribution, prolonged by stalls of the whole server. */
export interface DelaySettings {
  distribution: 'constant' | 'uniform' | 'exponential' | 'lognormal';
  /** Mean in milliseconds (for `lognormal` the median). */
  delayMs: number;
  /** For `uniform` the half width, for `lognormal` the sigma of the logarithm. */
  spread: number;
  seed: number;
  /** Every so many seconds the server stands still for `stallS`; 0: never. */
  stallEveryS: number;
  stallS: number;
}

export function delaySettings(params: Params): DelaySettings {
  return {
    distribution: String(params.get('reference.delay_distribution')) as DelaySettings['distribution'],
    delayMs: numberOf(params, 'reference.delay_ms'),
    spread: numberOf(params, 'reference.delay_spread'),
    seed: numberOf(params, 'reference.delay_seed'),
    stallEveryS: numberOf(params, 'reference.stall_every_s'),
    stallS: numberOf(params, 'reference.stall_s'),
  };
}

/** Draws the delays of one server; the same seed gives the same sequence. */
export class DelayModel {
  readonly #settings: DelaySettings;
  readonly #startMs: number;
  readonly #random: () => number;

  /** @param startMs when the server began, on the clock that `endOf` is asked on */
  constructor(settings: DelaySettings, startMs: number) {
    this.#settings = settings;
    this.#startMs = startMs;
    this.#random = mulberry32(settings.seed);
  }

  /** Whether requests take any time at all. */
  get idle(): boolean {
    const { delayMs, stallEveryS, stallS } = this.#settings;
    return delayMs === 0 && (stallEveryS === 0 || stallS === 0);
  }

  /** When a request that a worker takes up at `nowMs` will be done. */
  endOf(nowMs: number): number {
    return this.#throughStalls(nowMs, this.draw());
  }

  /** One delay, in milliseconds. */
  draw(): number {
    const { distribution, delayMs, spread } = this.#settings;
    switch (distribution) {
      case 'constant':
        return delayMs;
      case 'uniform':
        return Math.max(0, delayMs + spread * (2 * this.#random() - 1));
      case 'exponential':
        return -delayMs * Math.log(1 - this.#random());
      case 'lognormal':
        return delayMs * Math.exp(spread * this.#normal());
    }
  }

  // Work stands still during a stall: what is left of it is done afterwards.
  #throughStalls(nowMs: number, delayMs: number): number {
    const everyMs = this.#settings.stallEveryS * 1000;
    const stallMs = this.#settings.stallS * 1000;
    if (everyMs === 0 || stallMs === 0) return nowMs + delayMs;
    let at = nowMs;
    let left = delayMs;
    for (;;) {
      const phase = (at - this.#startMs) % everyMs;
      // A stall ends each period, so that the first one comes after a quiet stretch.
      const stallStart = everyMs - stallMs;
      if (phase >= stallStart) {
        at += everyMs - phase;
        continue;
      }
      if (phase + left <= stallStart) return at + left;
      left -= stallStart - phase;
      at += everyMs - phase;
    }
  }

  // Box and Muller 1958.
  #normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.#random())) * Math.cos(2 * Math.PI * this.#random());
  }
}

/** A small generator of uniform numbers in [0, 1): Mulberry32, public domain (T. Ettinger). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
