import { requireAtLeast, requireBetween } from './check-arguments.js';
import { studentTQuantile } from './student-t.js';

/** What a comparison is meant to hold. */
export interface PowerOptions {
  /** Level of the interval; 0.95 when left out. */
  readonly level?: number;
  /** Chance of seeing a change that is there; 0.8 when left out. */
  readonly power?: number;
}

/** Advice on the number of repeats. */
export interface SampleSizeAdvice {
  /** Smallest change (as a share, 0.12 is 12 %) that the given number of repeats is likely to show; Infinity for one. */
  readonly detectableChange: number;
  /** Repeats a side that are likely to show the wanted change. */
  readonly repeatsNeeded: number;
  /** Both in a sentence. */
  readonly advice: string;
}

const MOST = 1_000_000;

/**
 * Smallest relative change that `repeats` a side show with the given power, for values whose logarithms spread by
 * `spread` (close to the coefficient of variation). Two-sided t with 2(n−1) degrees of freedom;
 * source: Cohen, "Statistical Power Analysis", 2nd ed., 2.4, with t in place of normal deviates.
 * @throws RangeError naming the argument
 */
export function detectableChange(spread: number, repeats: number, options: PowerOptions = {}): number {
  const { level = 0.95, power = 0.8 } = options;
  requireAtLeast(spread, 'spread', 0);
  requireAtLeast(repeats, 'repeats', 1);
  requireBetween(level, 'level', 0, 1);
  requireBetween(power, 'power', 0, 1);
  return Math.expm1(shiftFor(spread, repeats, level, power));
}

function shiftFor(spread: number, repeats: number, level: number, power: number): number {
  if (repeats < 2) return Infinity;
  const df = 2 * (repeats - 1);
  const deviates = studentTQuantile((1 + level) / 2, df) + Math.max(0, studentTQuantile(power, df));
  return deviates * spread * Math.sqrt(2 / repeats);
}

/**
 * "With this spread, 3 repeats cannot show less than 12 %; take 9."
 * @param spread standard deviation of the logarithms of the repeats
 * @param repeats repeats a side that were taken
 * @param wantedChange change to be shown, as a share (0.05 is 5 %)
 * @throws RangeError naming the argument
 */
export function sampleSizeAdvice(
  spread: number,
  repeats: number,
  wantedChange: number,
  options: PowerOptions = {},
): SampleSizeAdvice {
  const { level = 0.95, power = 0.8 } = options;
  const detectable = detectableChange(spread, repeats, options);
  requireBetween(wantedChange, 'wantedChange', 0, Infinity);
  const target = Math.log1p(wantedChange);
  let high = 2;
  while (high < MOST && shiftFor(spread, high, level, power) > target) high *= 2;
  let low = Math.max(1, high / 2);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (shiftFor(spread, middle, level, power) > target) low = middle;
    else high = middle;
  }
  const least = Number.isFinite(detectable) ? percent(detectable) : 'any change';
  const advice =
    high <= repeats
      ? `with this spread, ${repeats} repeats are likely to show a change of ${percent(wantedChange)}`
      : `with this spread, ${repeats} ${repeats === 1 ? 'repeat' : 'repeats'} cannot be relied on to show less than ${least}; take ${high} to show ${percent(wantedChange)}`;
  return { detectableChange: detectable, repeatsNeeded: high, advice };
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}
