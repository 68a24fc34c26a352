import { type Numbers, requirePairs } from './check-arguments.js';

/** A straight line through points, with what it leaves over. */
export interface LineFit {
  /** Change of y per unit of x. */
  readonly slope: number;
  /** Value of the line at x = 0. */
  readonly intercept: number;
  /** Share of y's variance that the line explains, 0 to 1; 0 when y is constant. */
  readonly r2: number;
  /** Standard error of the slope for independent errors; Infinity with two points, which leave no residual. */
  readonly slopeSe: number;
  /** y minus the line, in the order of the input. */
  readonly residuals: number[];
}

/**
 * Ordinary least squares of y on x. Both are centred before any product is formed, so a large offset
 * (bytes at 1e15, epoch times) costs no digits.
 * Source: Draper & Smith, "Applied Regression Analysis", 3rd ed., ch. 1.
 *
 * @param xs at least two numbers, not all equal
 * @throws RangeError naming the argument
 */
export function ols(xs: Numbers, ys: Numbers): LineFit {
  requirePairs(xs, ys, 'xs', 'ys', 2);
  const n = xs.length;
  const x = centred(xs);
  const y = centred(ys);
  requireSpread(x, xs, 'xs');
  let sxx = 0;
  let sxy = 0;
  let syy = 0;
  for (let i = 0; i < n; i++) {
    const u = x.values[i]!;
    const v = y.values[i]!;
    sxx += u * u;
    sxy += u * v;
    syy += v * v;
  }
  // One correction step on the residuals removes what rounding left in the slope.
  let b = sxy / sxx;
  let left = 0;
  for (let i = 0; i < n; i++) left += x.values[i]! * (y.values[i]! - b * x.values[i]!);
  b += left / sxx;
  const unit = y.scale;
  const residuals = new Array<number>(n);
  let rss = 0;
  for (let i = 0; i < n; i++) {
    const r = y.values[i]! - b * x.values[i]!;
    rss += r * r;
    residuals[i] = r * unit;
  }
  const slope = (b * unit) / x.scale;
  const slopeSe = n > 2 ? (Math.sqrt(rss / (n - 2) / sxx) * unit) / x.scale : Infinity;
  const r2 = syy > 0 ? Math.min(1, Math.max(0, 1 - rss / syy)) : 0;
  return { slope, intercept: y.mean - slope * x.mean, r2, slopeSe, residuals };
}

/** Deviations from the mean, divided by their largest size so that products neither overflow nor vanish. */
export interface Centred {
  readonly values: Float64Array;
  readonly mean: number;
  readonly scale: number;
}

/** Centres and scales numbers; constant input has all zeros and scale 1. */
export function centred(input: Numbers): Centred {
  const n = input.length;
  const origin = input[0]!;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += input[i]! - origin;
  const shift = sum / n;
  const values = new Float64Array(n);
  let scale = 0;
  let left = 0;
  for (let i = 0; i < n; i++) {
    const v = input[i]! - origin - shift;
    values[i] = v;
    left += v;
    scale = Math.max(scale, Math.abs(v));
  }
  left /= n;
  const constant = isConstant(input);
  if (constant || scale === 0) return { values: values.fill(0), mean: origin, scale: 1 };
  for (let i = 0; i < n; i++) values[i] = (values[i]! - left) / scale;
  return { values, mean: origin + (shift + left), scale };
}

function isConstant(input: Numbers): boolean {
  for (let i = 1; i < input.length; i++) if (input[i] !== input[0]) return false;
  return true;
}

/** @throws RangeError when all values are the same: no line can be laid through one x. */
export function requireSpread(c: Centred, values: Numbers, name: string): void {
  if (isConstant(values) || c.scale < 1e-150) {
    throw new RangeError(
      `${name} must hold at least two different values, all ${values.length} are ${values[0]}`,
    );
  }
}

/**
 * Whether residuals are no more than the rounding of the values themselves. Narrow on purpose: half a byte on 1e15 is
 * data, not rounding, and taking it for rounding would claim an interval of no width.
 */
export function isExactResidual(residuals: Numbers, ys: Numbers): boolean {
  let largest = 0;
  let left = 0;
  for (let i = 0; i < ys.length; i++) {
    largest = Math.max(largest, Math.abs(ys[i]!));
    left = Math.max(left, Math.abs(residuals[i]!));
  }
  return left <= 2 * Number.EPSILON * largest;
}
