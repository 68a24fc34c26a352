import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  benjaminiHochberg,
  compareSamples,
  fQuantile,
  growth,
  hodgesLehmann,
  mannWhitney,
  meanInterval,
  normalCdf,
  normalQuantile,
  ols,
  powerLaw,
  quantile,
  slopeInterval,
  studentTCdf,
  studentTQuantile,
} from '../src/index.ts';
import { ar1Forms, stepClasses } from '../src/ar1-forms.ts';
import { glsAt } from '../src/ar1-posterior.ts';

// Written by tools/fixtures/stats/make-r.R and make-scipy.py.
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- two files of plain numbers, read once
type Values = any;

function load(name: string): Values {
  return JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8'));
}

const r = load('r');
const scipy = load('scipy');

function near(found: number, wanted: number, tolerance = 1e-9): void {
  const error = Math.abs(found - wanted) / Math.max(Math.abs(wanted), 1e-300);
  expect(error, `${found} against ${wanted}`).toBeLessThan(tolerance);
}

describe('R', () => {
  it('qt at real degrees of freedom', () => {
    const { p, df, value } = r.t_quantile;
    p.forEach((pi: number, i: number) => near(studentTQuantile(pi, df[i]), value[i]));
  });
  it('pt', () => {
    const { t, df, value } = r.t_cdf;
    t.forEach((ti: number, i: number) => near(studentTCdf(ti, df[i]), value[i]));
  });
  it('qf', () => {
    const { p, df1, df2, value } = r.f_quantile;
    p.forEach((pi: number, i: number) => near(fQuantile(pi, df1[i], df2[i]), value[i]));
  });
  it('quantile, type 7', () => {
    r.quantiles.p.forEach((p: number, i: number) => near(quantile(r.y, p), r.quantiles.value[i]));
  });
  it('lm and confint', () => {
    const fit = ols(r.x, r.y);
    near(fit.slope, r.lm.slope[0]);
    near(fit.intercept, r.lm.intercept[0]);
    near(fit.slopeSe, r.lm.slope_se[0]);
    near(fit.r2, r.lm.r2[0]);
    const interval = slopeInterval(r.x, r.y, { dependence: 'independent' });
    near(interval.lo, r.lm.ci[0]);
    near(interval.hi, r.lm.ci[1]);
  });
  it('lm of logarithms', () => {
    const fit = powerLaw(r.x, r.y);
    near(fit.exponent, r.loglog.exponent[0]);
    near(fit.lo, r.loglog.ci[0]);
    near(fit.hi, r.loglog.ci[1]);
    near(fit.r2, r.loglog.r2[0]);
  });
  it('nls and its profile, which are iterations on both sides', () => {
    const fit = growth(r.x, r.y);
    near(fit.exponent, r.nls.k[0], 1e-6);
    near(fit.offset, r.nls.a[0], 1e-6);
    near(fit.coefficient, r.nls.b[0], 1e-5);
    near(fit.lo, r.nls.ci[0], 1e-6);
    near(fit.hi, r.nls.ci[1], 1e-6);
  });
  it('t.test, one sample and Welch on logarithms', () => {
    const mean = meanInterval(r.y);
    near(mean.lo, r.t_ci[0]);
    near(mean.hi, r.t_ci[1]);
    const c = compareSamples(r.before, r.after);
    near(c.ratio, r.welch.ratio[0]);
    near(c.lo, r.welch.ci[0]);
    near(c.hi, r.welch.ci[1]);
    near(c.pValue, r.welch.p[0]);
  });
  it('wilcox.test: exact, with ties, five against five', () => {
    const exact = mannWhitney(r.before, r.after);
    expect(exact.method).toBe('exact');
    near(exact.u, r.wilcox.u[0]);
    near(exact.pValue, r.wilcox.p[0]);
    const shift = hodgesLehmann(r.before, r.after);
    near(shift.shift, r.wilcox.shift[0]);
    near(shift.lo, r.wilcox.ci[0]);
    near(shift.hi, r.wilcox.ci[1]);
    const tied = mannWhitney(r.tied.a, r.tied.b);
    expect(tied.method).toBe('normal');
    near(tied.u, r.tied.u[0]);
    near(tied.pValue, r.tied.p[0]);
    const five = mannWhitney([1, 2, 3, 4, 5], [11, 12, 13, 14, 15]);
    near(five.pValue, r.five_p[0]);
    near(five.smallestP, r.five_p[0]);
  });
  it('p.adjust, BH', () => {
    benjaminiHochberg(r.bh.p).forEach((v, i) => near(v, r.bh.value[i]));
  });
});

describe('scipy and statsmodels', () => {
  it('linregress and OLS on bytes at 1e15', () => {
    const fit = ols(scipy.t, scipy.y);
    near(fit.slope, scipy.ols.slope);
    near(fit.slope, scipy.ols.statsmodels_slope);
    near(fit.slopeSe, scipy.ols.slope_se);
    near(fit.r2, scipy.ols.r2);
    const interval = slopeInterval(scipy.t, scipy.y, { dependence: 'independent' });
    near(interval.lo, scipy.ols.statsmodels_ci[0]);
    near(interval.hi, scipy.ols.statsmodels_ci[1]);
  });
  it('GLS at a known autocorrelation, which every point of the mixture is', () => {
    const n = scipy.t.length;
    const columns = [
      new Float64Array(n).fill(1),
      Float64Array.from(scipy.t),
      Float64Array.from(scipy.y, (v: number) => v - 1e15),
    ];
    const forms = ar1Forms(columns, stepClasses(scipy.t));
    for (const [rho, [slope, se]] of Object.entries(scipy.gls) as [string, [number, number]][]) {
      const point = glsAt(forms, Math.asin(Number(rho)))!;
      near(point.slope, slope, 1e-8);
      near(point.se, se, 1e-8);
    }
  });
  it('the normal distribution', () => {
    scipy.normal.z.forEach((z: number, i: number) => near(normalCdf(z), scipy.normal.value[i]));
    scipy.normal_quantile.p.forEach((p: number, i: number) => {
      if (p === 0.5) expect(normalQuantile(p)).toBe(0);
      else near(normalQuantile(p), scipy.normal_quantile.value[i]);
    });
  });
  it('mannwhitneyu, ttest_ind, multipletests', () => {
    const test = mannWhitney(scipy.a, scipy.b);
    near(test.u, scipy.mannwhitney.u);
    near(test.pValue, scipy.mannwhitney.p);
    near(compareSamples(scipy.a, scipy.b).pValue, scipy.welch_log_p);
    benjaminiHochberg(scipy.bh.p).forEach((v, i) => near(v, scipy.bh.value[i]));
  });
});
