import { type Numbers, requireBetween, requirePairs } from './check-arguments.js';
import { ols } from './ols.js';
import { studentTQuantile } from './student-t.js';

/** A confidence level to hold. */
export interface LevelOption {
  /** Confidence level, strictly between 0 and 1; 0.95 when left out. */
  readonly level?: number;
}

/** y = coefficient · x^exponent. */
export interface PowerLaw {
  readonly exponent: number;
  /** y at x = 1, in the unit of y. */
  readonly coefficient: number;
  /** Share of the variance of ln y explained. */
  readonly r2: number;
  /** Interval of the exponent; -Infinity and Infinity below three points. */
  readonly lo: number;
  readonly hi: number;
  readonly n: number;
}

/**
 * Log-log fit: ordinary least squares of ln y on ln x with a t interval for independent points.
 * It describes a total without a fixed part; for a cost on a base use `growth`.
 *
 * @param xs at least two numbers above 0, not all equal
 * @param ys as many numbers above 0
 * @throws RangeError naming the argument
 */
export function powerLaw(xs: Numbers, ys: Numbers, options: LevelOption = {}): PowerLaw {
  const { level = 0.95 } = options;
  requirePairs(xs, ys, 'xs', 'ys', 2);
  requireBetween(level, 'level', 0, 1);
  const fit = ols(logs(xs, 'xs'), logs(ys, 'ys'));
  const n = xs.length;
  const half = n > 2 ? studentTQuantile((1 + level) / 2, n - 2) * fit.slopeSe : Infinity;
  return {
    exponent: fit.slope,
    coefficient: Math.exp(Math.min(709, fit.intercept)),
    r2: fit.r2,
    lo: fit.slope - half,
    hi: fit.slope + half,
    n,
  };
}

/** Natural logarithms. @throws RangeError naming the first number that has none */
export function logs(values: Numbers, name: string): Float64Array {
  return Float64Array.from(values, (v, i) => {
    if (!(v > 0)) throw new RangeError(`${name}[${i}] must be greater than 0 to have a logarithm, got ${v}`);
    return Math.log(v);
  });
}
