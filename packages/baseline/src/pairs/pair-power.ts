import type { Statistics } from '../statistics.js';

/** What a paired comparison is meant to hold. */
export interface PairPower {
  readonly level: number;
  readonly power: number;
}

const MOST = 100_000;
const VERY_MANY = 1_000_000;

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
  const byNormalLaw = (deviates(VERY_MANY, power, statistics) * spread) / target;
  // With so few degrees of freedom it takes some more, never fewer.
  let pairs = Math.max(2, Math.min(MOST, Math.floor(byNormalLaw ** 2)));
  while (pairs < MOST && shiftFor(spread, pairs, power, statistics) > target) pairs += 1;
  return pairs;
}

function shiftFor(
  spread: number,
  pairs: number,
  power: PairPower,
  statistics: Pick<Statistics, 'studentTQuantile'>,
): number {
  if (pairs < 2) return Infinity;
  return (deviates(pairs - 1, power, statistics) * spread) / Math.sqrt(pairs);
}

/** Standard errors that a change must measure to be seen with this level and power. */
function deviates(
  df: number,
  { level, power }: PairPower,
  { studentTQuantile }: Pick<Statistics, 'studentTQuantile'>,
): number {
  return studentTQuantile((1 + level) / 2, df) + Math.max(0, studentTQuantile(power, df));
}
