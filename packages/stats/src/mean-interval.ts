import { type Numbers, requireBetween, requireNumbers } from './check-arguments.js';
import { sorted } from './quantile.js';
import type { LevelOption } from './power-law.js';
import { studentTQuantile } from './student-t.js';

/** Mean with its interval. */
export interface MeanInterval {
  readonly mean: number;
  /** -Infinity and Infinity with a single value. */
  readonly lo: number;
  readonly hi: number;
  readonly level: number;
}

/** Median with its interval. */
export interface MedianInterval {
  readonly median: number;
  /** -Infinity and Infinity when there are too few values for any pair of them to hold the level. */
  readonly lo: number;
  readonly hi: number;
  readonly level: number;
  /** Coverage that the chosen pair of values holds exactly, at least the level asked for; null when open. */
  readonly exactLevel: number | null;
}

/**
 * Mean of independent values with Student's t interval.
 * @throws RangeError naming the argument
 */
export function meanInterval(xs: Numbers, options: LevelOption = {}): MeanInterval {
  const { level = 0.95 } = options;
  requireNumbers(xs, 'xs');
  requireBetween(level, 'level', 0, 1);
  const { mean, variance } = meanAndVariance(xs);
  const n = xs.length;
  if (n < 2) return { mean, lo: -Infinity, hi: Infinity, level };
  const half = studentTQuantile((1 + level) / 2, n - 1) * Math.sqrt(variance / n);
  return { mean, lo: mean - half, hi: mean + half, level };
}

/** Mean and unbiased variance in two passes; variance 0 for one value. */
export function meanAndVariance(xs: Numbers): { mean: number; variance: number } {
  const n = xs.length;
  const origin = xs[0]!;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += xs[i]! - origin;
  const shift = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (xs[i]! - origin - shift) ** 2;
  return { mean: origin + shift, variance: n > 1 ? squares / (n - 1) : 0 };
}

/**
 * Median with the exact order-statistic interval: the innermost symmetric pair of values whose binomial coverage
 * reaches the level, whatever the distribution. At 95 % it takes six values.
 * Source: Conover, "Practical Nonparametric Statistics", 3rd ed., 3.2.
 * @throws RangeError naming the argument
 */
export function medianInterval(xs: Numbers, options: LevelOption = {}): MedianInterval {
  const { level = 0.95 } = options;
  requireNumbers(xs, 'xs');
  requireBetween(level, 'level', 0, 1);
  const s = sorted(xs);
  const n = s.length;
  const middle = (s[Math.floor((n - 1) / 2)]! + s[Math.floor(n / 2)]!) / 2;
  let below = 0;
  let chosen = -1;
  let outside = 0;
  let lnChoose = 0;
  for (let i = 0; i < Math.floor(n / 2); i++) {
    if (i > 0) lnChoose += Math.log((n - i + 1) / i);
    below += Math.exp(lnChoose - n * Math.LN2);
    if (1 - 2 * below < level) break;
    chosen = i;
    outside = below;
  }
  if (chosen < 0) return { median: middle, lo: -Infinity, hi: Infinity, level, exactLevel: null };
  return { median: middle, lo: s[chosen]!, hi: s[n - 1 - chosen]!, level, exactLevel: 1 - 2 * outside };
}
