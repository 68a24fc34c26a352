import { sorted } from './quantile.js';

/** Noise of a series whose level may jump: spread about the level, and how long it remembers. */
export interface NoiseScale {
  readonly sigma: number;
  /** Standard deviation that a long mean feels: sigma · √((1+ρ)/(1−ρ)). */
  readonly longRun: number;
}

/**
 * From differences one and two samples apart, by their median size, so that level shifts do not count:
 * for an AR(1) their variances stand as 1 to 1+ρ.
 */
export function noiseScale(ys: ArrayLike<number>): NoiseScale {
  const one = medianStep(ys, 1);
  const two = medianStep(ys, 2);
  if (one === 0) return { sigma: 0, longRun: 0 };
  const rho = Math.min(0.9, Math.max(0, (two / one) ** 2 - 1));
  const sigma = one / Math.sqrt(2 * (1 - rho));
  return { sigma, longRun: sigma * Math.sqrt((1 + rho) / (1 - rho)) };
}

function medianStep(ys: ArrayLike<number>, lag: number): number {
  const n = ys.length - lag;
  if (n < 1) return 0;
  const sizes = new Float64Array(n);
  for (let i = 0; i < n; i++) sizes[i] = Math.abs(ys[i + lag]! - ys[i]!);
  return 1.482602218505602 * sorted(sizes)[Math.floor(n / 2)]!;
}
