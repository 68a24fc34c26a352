import { sampleSizeAdvice } from '@medkit-bench/stats';

const FALSE_DISCOVERY_RATE = 0.05;

/**
 * Repeats a side that are likely (4 in 5) to show a difference like this one even if it is the only one among all
 * comparisons, where control of false discoveries asks most of it: a level of 0.05 / `comparisons`.
 *
 * @param before two values or more, greater than 0
 * @param after the same, not all equal to those before
 */
export function repeatsToShow(
  before: readonly number[],
  after: readonly number[],
  comparisons: number,
): number {
  const a = ofLogs(before);
  const b = ofLogs(after);
  const spread = Math.sqrt((a.variance + b.variance) / 2);
  const change = Math.expm1(Math.abs(b.mean - a.mean));
  const { repeatsNeeded } = sampleSizeAdvice(spread, Math.min(before.length, after.length), change, {
    level: 1 - FALSE_DISCOVERY_RATE / comparisons,
  });
  // What was taken already did not do: one more at least.
  return Math.max(repeatsNeeded, Math.min(before.length, after.length) + 1);
}

function ofLogs(values: readonly number[]): { mean: number; variance: number } {
  const logs = values.map(Math.log);
  const mean = logs.reduce((sum, one) => sum + one, 0) / logs.length;
  const squares = logs.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return { mean, variance: squares / (logs.length - 1) };
}
