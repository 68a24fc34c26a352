import { type Ar1Forms, ar1Forms, stepClasses } from './ar1-forms.js';
import { type Ar1Mixture, ar1Mixture, ar1Support } from './ar1-posterior.js';
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

/** A series made ready for several models: detrended, scaled, its steps classed once. */
export interface TrendData {
  readonly line: number;
  readonly unit: number;
  readonly perT: number;
  readonly exact: boolean;
  readonly ones: Float64Array;
  readonly t: Float64Array;
  readonly y: Float64Array;
  readonly steps: { index: Int32Array; gaps: number[] };
}

/** Detrends and scales once. */
export function trendData(ts: ArrayLike<number>, ys: ArrayLike<number>): TrendData {
  const fit = ols(ts, ys);
  const t = centred(ts);
  const y = centred(fit.residuals);
  return {
    line: fit.slope,
    unit: y.scale,
    perT: t.scale,
    exact: isExactResidual(fit.residuals, ys),
    ones: new Float64Array(ts.length).fill(1),
    t: t.values,
    y: y.values,
    steps: stepClasses(ts),
  };
}

function formsOf(data: TrendData, extra: readonly Float64Array[]): Ar1Forms {
  return ar1Forms([data.ones, ...extra, data.t, data.y], data.steps);
}

/** How well a model with these further columns does: its largest log weight. */
export function trendSupport(data: TrendData, extra: readonly Float64Array[]): number {
  return data.exact ? -Infinity : ar1Support(formsOf(data, extra));
}

/** Slope of y on t with an AR(1) remainder, any further columns taken out alongside. */
export function fitTrend(data: TrendData, extra: readonly Float64Array[] = [], level = 0.95): TrendFit {
  const mix = data.exact ? null : ar1Mixture(formsOf(data, extra));
  const { line } = data;
  if (mix === null || mix.df < 1) {
    return { slope: line, lo: line, hi: line, support: -Infinity, noise: null, unit: data.unit };
  }
  const at = (p: number): number => line + (mixtureQuantile(mix, p) * data.unit) / data.perT;
  return {
    slope: at(0.5),
    lo: at((1 - level) / 2),
    hi: at((1 + level) / 2),
    support: mix.best,
    noise: mix,
    unit: data.unit,
  };
}
