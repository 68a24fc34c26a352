import { type Numbers, requireBetween, requireIncreasing, requirePairs } from './check-arguments.js';
import { isExactResidual, ols } from './ols.js';
import { studentTQuantile } from './student-t.js';
import { fitTrend, trendData } from './trend-model.js';

/** How neighbouring errors relate: not at all, or as a first-order autoregression. */
export type Dependence = 'ar1' | 'independent';

/** Options of {@link slopeInterval}. */
export interface SlopeOptions {
  /** Confidence level, strictly between 0 and 1; 0.95 when left out. */
  readonly level?: number;
  /** 'ar1' (the default) for samples in time order, 'independent' for points that know nothing of each other. */
  readonly dependence?: Dependence;
}

/** A slope with its interval, in units of y per unit of x. */
export interface SlopeInterval {
  readonly slope: number;
  /** Low end; -Infinity with two points. */
  readonly lo: number;
  /** High end; Infinity with two points. */
  readonly hi: number;
  readonly level: number;
  /** Degrees of freedom of the t distributions behind the interval: n − 2. */
  readonly df: number;
  /** Autocorrelation between neighbours a usual step apart (posterior mean); 0 for 'independent'. */
  readonly rho: number;
  /** How many independent samples the series is worth: n(1−ρ)/(1+ρ), between 1 and n. */
  readonly effectiveN: number;
}

/**
 * Interval for the slope of y on x that stays honest when neighbouring samples resemble each other.
 *
 * 'ar1' averages the t distribution of the generalised-least-squares slope over the autocorrelation ρ, weighted by
 * the REML (integrated) likelihood and a prior 1/√(1−ρ²), so that not knowing ρ widens the interval. Steps within
 * 30 % of the usual one count as equal; longer or shorter ones tie their neighbours by ρ^(step/usual step).
 * One pass over the data, memory linear in it. Sources: Zellner & Tiao, JASA 59 (1964); Harville, Biometrika 61 (1974).
 *
 * A series that lies exactly on a line has an interval of zero width; with two points it is open on both sides.
 *
 * @param xs strictly increasing for 'ar1' (times, s); any order for 'independent'
 * @throws RangeError naming the argument
 */
export function slopeInterval(xs: Numbers, ys: Numbers, options: SlopeOptions = {}): SlopeInterval {
  const { level = 0.95, dependence = 'ar1' } = options;
  requirePairs(xs, ys, 'xs', 'ys', 2);
  requireBetween(level, 'level', 0, 1);
  if (dependence !== 'ar1' && dependence !== 'independent') {
    throw new RangeError(`dependence must be 'ar1' or 'independent', got ${String(dependence)}`);
  }
  if (dependence === 'ar1') requireIncreasing(xs, 'xs');
  const n = xs.length;
  const fit = ols(xs, ys);
  if (n === 2) {
    return { slope: fit.slope, lo: -Infinity, hi: Infinity, level, df: 0, rho: 0, effectiveN: n };
  }
  if (dependence === 'independent' || isExactResidual(fit.residuals, ys)) {
    const half = isExactResidual(fit.residuals, ys)
      ? 0
      : studentTQuantile((1 + level) / 2, n - 2) * fit.slopeSe;
    return {
      slope: fit.slope,
      lo: fit.slope - half,
      hi: fit.slope + half,
      level,
      df: n - 2,
      rho: 0,
      effectiveN: n,
    };
  }
  return ar1Interval(xs, ys, level);
}

function ar1Interval(xs: Numbers, ys: Numbers, level: number): SlopeInterval {
  const n = xs.length;
  const { slope, lo, hi, noise } = fitTrend(trendData(xs, ys), [], level);
  const rho = noise === null ? 0 : noise.rhos.reduce((s, r, i) => s + noise.weights[i]! * r, 0);
  const effectiveN = Math.min(n, Math.max(1, (n * (1 - rho)) / (1 + rho)));
  return { slope, lo, hi, level, df: n - 2, rho, effectiveN };
}
