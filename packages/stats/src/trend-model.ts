import { ar1Forms, stepClasses } from './ar1-forms.js';
import { type Ar1Mixture, ar1Mixture } from './ar1-posterior.js';
import { centred, isExactResidual, ols } from './ols.js';
import { mixtureQuantile } from './t-mixture.js';

/** A slope fitted beside other columns, in units of y per unit of t. */
export interface TrendFit {
  readonly slope: number;
  readonly lo: number;
  readonly hi: number;
  /** Log weight of the model, for comparing columns of like size on the same data. */
  readonly support: number;
  /** Posterior of autocorrelation and noise; null when the data lie on the curve. */
  readonly noise: Ar1Mixture | null;
  /** What a sigma of the mixture is in units of y. */
  readonly unit: number;
}

/** Slope of y on t with an AR(1) remainder, any further columns taken out alongside. */
export function fitTrend(
  ts: ArrayLike<number>,
  ys: ArrayLike<number>,
  extra: readonly Float64Array[] = [],
  level = 0.95,
): TrendFit {
  const line = ols(ts, ys);
  const exact = isExactResidual(line.residuals, ys);
  const t = centred(ts);
  const y = centred(line.residuals);
  const ones = new Float64Array(ts.length).fill(1);
  const mix = exact ? null : ar1Mixture(ar1Forms([ones, ...extra, t.values, y.values], stepClasses(ts)));
  if (mix === null || mix.df < 1) {
    return {
      slope: line.slope,
      lo: line.slope,
      hi: line.slope,
      support: -Infinity,
      noise: null,
      unit: y.scale,
    };
  }
  const unit = y.scale / t.scale;
  const at = (p: number): number => line.slope + mixtureQuantile(mix, p) * unit;
  return {
    slope: at(0.5),
    lo: at((1 - level) / 2),
    hi: at((1 + level) / 2),
    support: mix.best,
    noise: mix,
    unit: y.scale,
  };
}
