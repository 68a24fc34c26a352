import { type Numbers, requireBetween, requireNumbers } from './check-arguments.js';
import { meanAndVariance } from './mean-interval.js';
import { type LevelOption, logs } from './power-law.js';
import { studentTQuantile, tCdf } from './student-t.js';

/** How much larger the second sample is than the first, as a ratio. */
export interface SampleComparison {
  /** Geometric mean of `after` over that of `before`; 1 is no change. */
  readonly ratio: number;
  /** Interval of the ratio; 0 and Infinity when a side has a single value. */
  readonly lo: number;
  readonly hi: number;
  /** Two-sided p value of "no change"; 1 when a side has a single value. */
  readonly pValue: number;
}

/**
 * Ratio of two independent samples: Welch's t on the logarithms, turned back into a ratio.
 * Values that never vary are taken at their word: equal ones give p = 1, different ones p = 0.
 * Source: Welch, Biometrika 34 (1947).
 *
 * @param before values greater than 0
 * @param after values greater than 0
 * @throws RangeError naming the argument
 */
export function compareSamples(before: Numbers, after: Numbers, options: LevelOption = {}): SampleComparison {
  const { level = 0.95 } = options;
  requireNumbers(before, 'before');
  requireNumbers(after, 'after');
  requireBetween(level, 'level', 0, 1);
  const a = meanAndVariance(logs(before, 'before'));
  const b = meanAndVariance(logs(after, 'after'));
  const shift = b.mean - a.mean;
  const ratio = Math.exp(shift);
  if (before.length < 2 || after.length < 2) return { ratio, lo: 0, hi: Infinity, pValue: 1 };
  const va = a.variance / before.length;
  const vb = b.variance / after.length;
  const se = Math.sqrt(va + vb);
  if (se <= 1e-14 * Math.max(1, Math.abs(a.mean), Math.abs(b.mean))) {
    return { ratio, lo: ratio, hi: ratio, pValue: Math.abs(shift) <= 1e-13 ? 1 : 0 };
  }
  const df = (va + vb) ** 2 / (va ** 2 / (before.length - 1) + vb ** 2 / (after.length - 1));
  const half = studentTQuantile((1 + level) / 2, df) * se;
  return {
    ratio,
    lo: Math.exp(shift - half),
    hi: Math.exp(shift + half),
    pValue: Math.min(1, 2 * tCdf(-Math.abs(shift) / se, df)),
  };
}
