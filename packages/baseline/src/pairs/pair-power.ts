import type { Statistics } from '../statistics.js';

/** What a paired comparison is meant to hold. */
export interface PairPower {
  readonly level: number;
  readonly power: number;
}

const MOST = 100_000;

/**
 * Smallest relative change that `pairs` pairs show with the given power, for differences of logarithms that spread
 * by `spread`. Two-sided t with n-1 degrees of freedom; source: Cohen, "Statistical Power Analysis", 2nd ed., 2.3.
 */
export function detectableByPairs(
  spread: number,
  pairs: number,
  power: PairPower,
  statistics: Pick<Statistics, 'studentTQuantile'>,
): number {
  return Math.expm1(shiftFor(spread, pairs, power, statistics));
}

/** Pairs that are likely to show a change of `wanted` (0.05 is 5 %). */
export function pairsNeeded(
  spread: number,
  wanted: number,
  power: PairPower,
  statistics: Pick<Statistics, 'studentTQuantile'>,
): number {
  const target = Math.log1p(wanted);
  const enough = (pairs: number): boolean => shiftFor(spread, pairs, power, statistics) <= target;
  let high = 2;
  while (high < MOST && !enough(high)) high *= 2;
  let low = high / 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function shiftFor(
  spread: number,
  pairs: number,
  { level, power }: PairPower,
  statistics: Pick<Statistics, 'studentTQuantile'>,
): number {
  if (pairs < 2) return Infinity;
  const df = pairs - 1;
  const deviates =
    statistics.studentTQuantile((1 + level) / 2, df) + Math.max(0, statistics.studentTQuantile(power, df));
  return (deviates * spread) / Math.sqrt(pairs);
}
