import type { Ar1Mixture } from './ar1-posterior.js';
import { findRoot } from './find-root.js';
import { studentTQuantile, tCdf, tDensity } from './student-t.js';

/** Quantile of a weighted mix of shifted and scaled t distributions with the same degrees of freedom. */
export function mixtureQuantile(mix: Ar1Mixture, p: number): number {
  const { slopes, ses, weights, df } = mix;
  const z = studentTQuantile(p, df);
  // Every component reaches p between the outermost of the components' own quantiles.
  let low = Infinity;
  let high = -Infinity;
  let start = 0;
  for (let i = 0; i < slopes.length; i++) {
    const own = slopes[i]! + z * ses[i]!;
    low = Math.min(low, own);
    high = Math.max(high, own);
    start += weights[i]! * own;
  }
  if (!(high > low)) return low;
  const density = densityOf(df);
  return findRoot(
    (x) => {
      let cdf = -p;
      let slope = 0;
      for (let i = 0; i < slopes.length; i++) {
        const t = (x - slopes[i]!) / ses[i]!;
        cdf += weights[i]! * tCdf(t, df);
        slope += (weights[i]! * density(t)) / ses[i]!;
      }
      return [Math.abs(cdf) < 1e-13 ? 0 : cdf, slope];
    },
    low,
    high,
    start,
  );
}

function densityOf(df: number): (t: number) => number {
  const half = (df + 1) / 2;
  const constant = tDensity(1, df) * Math.exp(half * Math.log1p(1 / df));
  return (t) => constant * Math.exp(-half * Math.log1p((t * t) / df));
}
