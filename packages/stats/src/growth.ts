import { type Numbers, requireBetween, requirePairs } from './check-arguments.js';
import { fQuantile } from './f-distribution.js';
import {
  type GrowthData,
  growthData,
  type ProfilePoint,
  profileGrid,
  profileInterval,
  profileMinimum,
} from './growth-profile.js';
import type { LevelOption } from './power-law.js';

/** What can be said of how cost grows with size. */
export type GrowthVerdict = 'constant' | 'sub-linear' | 'linear' | 'super-linear' | 'indeterminate';

/** y = offset + coefficient · x^exponent. */
export interface Growth {
  /** Cost of an empty system, in the unit of y. */
  readonly offset: number;
  readonly coefficient: number;
  readonly exponent: number;
  /** Interval of the exponent; 0 or Infinity where the data do not bound it. */
  readonly lo: number;
  readonly hi: number;
  readonly verdict: GrowthVerdict;
  /** Cost at the largest size minus cost at the smallest, in the unit of y, with its joint interval. */
  readonly rise: number;
  readonly riseLo: number;
  readonly riseHi: number;
  /** Why the verdict is what it is, in a sentence. */
  readonly reason: string;
}

/** Within this share of the base, growth that may be none is called none. */
const CONSTANT_WITHIN = 0.05;
/** An exponent known to lie in here is linear for every practical purpose. */
const LINEAR_LOW = 0.75;
const LINEAR_HIGH = 1.25;

/**
 * Growth of a cost on a fixed base: y = a + b·x^k by nonlinear least squares over all repeats.
 *
 * For each k the other two parameters follow linearly, so the fit is a search over k alone (variable projection,
 * Golub & Pereyra 1973): scanned from 0.05 to 10, then refined continuously. The interval of k is the profile
 * likelihood by the F criterion; that of the rise covers every k the data allow (F with 2 and n−3 degrees of
 * freedom). Source: Bates & Watts, "Nonlinear Regression Analysis", ch. 6.
 *
 * Constant: the interval of the rise includes zero and lies within ±5 % of the base. Linear: the whole interval of k
 * within [0.75, 1.25]. Sub-linear: wholly below 1, or a cost that falls with size. Super-linear: wholly above 1.
 * Anything else, fewer than three sizes or fewer than four points: indeterminate.
 *
 * @param xs sizes, 0 or more, at least two different ones
 * @throws RangeError naming the argument
 */
export function growth(xs: Numbers, ys: Numbers, options: LevelOption = {}): Growth {
  const { level = 0.95 } = options;
  requirePairs(xs, ys, 'xs', 'ys', 2);
  requireBetween(level, 'level', 0, 1);
  for (let i = 0; i < xs.length; i++) {
    if (xs[i]! < 0) throw new RangeError(`xs[${i}] must be a size of 0 or more, got ${xs[i]}`);
  }
  const origin = ys[0]!;
  const data = growthData(xs, ys, origin);
  if (data.levels.length < 2) {
    throw new RangeError(`xs must hold at least two different sizes, all ${xs.length} are ${xs[0]}`);
  }
  const span = data.levels.reduce((most, l) => Math.max(most, Math.abs(l.mean)), 0);
  if (span === 0 && data.pure === 0) return constant(origin, xs.length);
  const df = data.n - 3;
  if (data.levels.length < 3 || df < 1) return open(data, origin);
  const grid = profileGrid(data);
  const best = profileMinimum(data, grid);
  const base = Math.abs(origin + best.start);
  // Rounding of the values themselves is noise, too: it keeps exact data from a zero-width interval of nonsense.
  const variance = Math.max(best.rss / df, (4 * Number.EPSILON * Math.max(Math.abs(origin), span)) ** 2);
  const { lo, hi } = profileInterval(data, grid, best, best.rss + fQuantile(level, 1, df) * variance);
  const rise = riseInterval([...grid, best], best.rss + 2 * fQuantile(level, 2, df) * variance);
  return { ...curve(data, best, origin), lo, hi, ...rise, ...judge(lo, hi, rise, base) };
}

function curve(
  data: GrowthData,
  p: ProfilePoint,
  origin: number,
): Pick<Growth, 'offset' | 'coefficient' | 'exponent' | 'rise'> {
  const lnFirst = p.k * data.levels[0]!.lnShare;
  const perUnit = p.rise / -Math.expm1(lnFirst);
  // Through logarithms: the power of a size alone may leave the range of a double where the quotient does not.
  const size = Math.exp(Math.min(709, Math.log(Math.abs(perUnit)) - p.k * Math.log(data.largest)));
  return {
    offset: origin + p.start - perUnit * Math.exp(lnFirst),
    coefficient: Math.sign(perUnit) * size,
    exponent: p.k,
    rise: p.rise,
  };
}

function riseInterval(points: readonly ProfilePoint[], limit: number): { riseLo: number; riseHi: number } {
  let riseLo = Infinity;
  let riseHi = -Infinity;
  for (const p of points) {
    if (p.rss > limit) continue;
    const half = Math.sqrt((limit - p.rss) / p.sgg);
    riseLo = Math.min(riseLo, p.rise - half);
    riseHi = Math.max(riseHi, p.rise + half);
  }
  return { riseLo, riseHi };
}

function judge(
  lo: number,
  hi: number,
  rise: { riseLo: number; riseHi: number },
  base: number,
): { verdict: GrowthVerdict; reason: string } {
  const band = CONSTANT_WITHIN * base;
  if (rise.riseLo <= 0 && rise.riseHi >= 0) {
    return rise.riseLo >= -band && rise.riseHi <= band
      ? { verdict: 'constant', reason: 'the rise over the measured sizes is none, to within 5 % of the base' }
      : {
          verdict: 'indeterminate',
          reason: 'the rise may be none, but is not known to within 5 % of the base',
        };
  }
  if (rise.riseHi < 0) return { verdict: 'sub-linear', reason: 'the cost falls as the size grows' };
  if (lo >= LINEAR_LOW && hi <= LINEAR_HIGH) {
    return { verdict: 'linear', reason: 'the exponent is known to lie between 0.75 and 1.25' };
  }
  if (hi < 1) return { verdict: 'sub-linear', reason: 'the whole interval of the exponent lies below 1' };
  if (lo > 1) return { verdict: 'super-linear', reason: 'the whole interval of the exponent lies above 1' };
  return {
    verdict: 'indeterminate',
    reason: 'the interval of the exponent includes 1 and is wider than 0.75 to 1.25',
  };
}

function constant(level: number, n: number): Growth {
  const known = n >= 4;
  return {
    offset: level,
    coefficient: 0,
    exponent: 0,
    lo: 0,
    hi: Infinity,
    rise: 0,
    riseLo: known ? 0 : -Infinity,
    riseHi: known ? 0 : Infinity,
    verdict: known ? 'constant' : 'indeterminate',
    reason: known
      ? 'every value is the same'
      : 'too few points for an interval: take at least four at three sizes',
  };
}

/** A straight line through too little to tell its shape. */
function open(data: GrowthData, origin: number): Growth {
  const grid = profileGrid(data);
  const two = data.levels.length < 3;
  const best = two
    ? grid.reduce((p, q) => (Math.abs(q.k - 1) < Math.abs(p.k - 1) ? q : p))
    : profileMinimum(data, grid);
  return {
    ...curve(data, best, origin),
    lo: 0,
    hi: Infinity,
    riseLo: -Infinity,
    riseHi: Infinity,
    verdict: 'indeterminate',
    reason: two
      ? 'two sizes do not show a shape: take at least three'
      : 'three points leave no residual: take repeats',
  };
}
