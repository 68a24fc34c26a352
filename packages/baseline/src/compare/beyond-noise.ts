import type { MetricRecord } from '../model/metric-record.js';

/** Standard errors that a difference must pass; about one in three hundred by chance with many repeats. */
const ERRORS = 3;

/**
 * Whether a metric moved by more than its repeats scatter. False where a side has fewer than two repeats: a source is
 * named only when the data shows it.
 */
export function movedBeyondNoise(before: MetricRecord, after: MetricRecord): boolean {
  if (before.kind === 'count' && after.kind === 'count') return before.value !== after.value;
  if (before.kind !== 'sample' || after.kind !== 'sample') return false;
  const errors = [before.values, after.values].map((values) => squaredError(values));
  if (errors.some((error) => error === null)) return false;
  const error = Math.sqrt(errors.reduce<number>((sum, one) => sum + (one ?? 0), 0));
  return Math.abs(after.median - before.median) > ERRORS * error;
}

/** Squared standard error of the mean; null for fewer than two values. */
function squaredError(values: readonly number[] | null): number | null {
  if (values === null || values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return squares / (values.length - 1) / values.length;
}
