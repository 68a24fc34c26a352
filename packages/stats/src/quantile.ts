import { type Numbers, requireNumbers } from './check-arguments.js';

/** First and third quartile, in the unit of the data. */
export interface Quartiles {
  readonly q1: number;
  readonly q3: number;
}

/**
 * Type-7 quantile (linear between order statistics; the default of R, numpy and spreadsheets).
 * Source: Hyndman & Fan, "Sample Quantiles in Statistical Packages", Am. Stat. 50 (1996), definition 7.
 *
 * @param xs at least one finite number, any order; not changed
 * @param p share below, 0 to 1
 * @throws RangeError naming the argument
 */
export function quantile(xs: Numbers, p: number): number {
  requireNumbers(xs, 'xs');
  if (typeof p !== 'number' || !(p >= 0 && p <= 1)) {
    throw new RangeError(`p must lie between 0 and 1, got ${String(p)}`);
  }
  return quantileOfSorted(sorted(xs), p);
}

/**
 * Median: the type-7 quantile at one half.
 * @throws RangeError naming the argument
 */
export function median(xs: Numbers): number {
  requireNumbers(xs, 'xs');
  return quantileOfSorted(sorted(xs), 0.5);
}

/**
 * Quartiles by type 7; their difference is the interquartile range.
 * @throws RangeError naming the argument
 */
export function iqr(xs: Numbers): Quartiles {
  requireNumbers(xs, 'xs');
  const s = sorted(xs);
  return { q1: quantileOfSorted(s, 0.25), q3: quantileOfSorted(s, 0.75) };
}

/** A sorted copy; typed arrays sort numerically. */
export function sorted(xs: Numbers): Float64Array {
  return Float64Array.from(xs).sort();
}

/** Type-7 quantile of numbers already in ascending order. */
export function quantileOfSorted(s: Float64Array, p: number): number {
  const h = (s.length - 1) * p;
  const i = Math.floor(h);
  const low = s[i]!;
  if (i + 1 >= s.length) return low;
  return low + (h - i) * (s[i + 1]! - low);
}
