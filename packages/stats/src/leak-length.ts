import { type Ar1Mixture, lastPivot } from './ar1-posterior.js';
import { studentTQuantile } from './student-t.js';

/** Functions of the window, u from 0 to 1, that the leak test fits beside the slope. */
type Shape = 'none' | 'saturation' | 'jump';

/** Decay of the slowest transient allowed for: a sixth of the window. */
const K = 6;
const E1 = Math.exp(-K);
const E2 = Math.exp(-2 * K);

/** Sums over a regular window of n samples for [1, shape, u], in closed form: levels, ends and differences. */
function formOf(shape: Shape, n: number, rho: number): Float64Array {
  const rows: [first: number, rise: number, level: number, difference: number][] = [[1, 0, 1, 0]];
  if (shape === 'saturation') {
    rows.push([1, E1 - 1, (1 - E1) / K, 0]);
    rows.push([1, E2 - 1, (1 - E2) / (2 * K), (K * (1 - E2)) / 2 / n]);
  } else if (shape === 'jump') {
    rows.push([0, 1, 0.5, 0]);
    rows.push([0, 1, 0.5, 1]);
  }
  rows.push([0, 1, 0.5, 0]);
  if (shape === 'saturation') rows.push([0, E1, (1 - (K + 1) * E1) / (K * K), (E1 - 1) / n]);
  if (shape === 'jump') rows.push([0, 1, 0.375, 1 / n]);
  rows.push([0, 1, 1 / 3, 1 / n]);
  return Float64Array.from(
    rows,
    ([first, rise, level, difference]) =>
      first + (rise + (1 - rho) * level * n) / (1 + rho) + (rho * difference) / (1 - rho * rho),
  );
}

/** Standard error of the slope over a unit window for noise of standard deviation 1. */
function unitSe(shape: Shape, n: number, rho: number): number {
  return 1 / lastPivot(formOf(shape, n, rho), shape === 'none' ? 2 : 3);
}

/**
 * By how much not knowing ρ widens the interval, from the widths in the coverage table: little for a hundred
 * independent samples' worth, a factor of two for five.
 */
function widening(n: number, rho: number): number {
  return 1 + Math.min(1.2, (7 * (1 + rho)) / (n * (1 - rho)));
}

/** Margin of one-sided normal deviates: every check passes at once nine times in ten. */
const POWER = 1.75;

/**
 * Samples after which a leak of twice the floor is found nine times in ten, for noise like that of the posterior.
 * The ninetieth percentile of the posterior of ρ is taken: a length that turned out too short would be no advice.
 */
export function samplesNeeded(
  noise: Ar1Mixture,
  sigmaUnit: number,
  step: number,
  floor: number,
  fewest: number,
): number {
  const order = Array.from(noise.rhos, (_, i) => i).sort((i, j) => noise.rhos[i]! - noise.rhos[j]!);
  let total = 0;
  let chosen = order[order.length - 1]!;
  for (const i of order) {
    total += noise.weights[i]!;
    if (total > 0.9) {
      chosen = i;
      break;
    }
  }
  const rho = Math.max(0, Math.min(0.9999, noise.rhos[chosen]!));
  const sigma = noise.sigmas[chosen]! * sigmaUnit;
  const enough = (n: number): boolean => {
    const margin = (studentTQuantile(0.975, n - 3) + POWER) * sigma;
    const seconds = n * step;
    const half = n / 2;
    const wide = widening(n, rho);
    const worst = Math.max(
      (wide * unitSe('none', n, rho)) / (floor * seconds),
      (widening(half, rho) * unitSe('none', half, rho)) / (floor * seconds),
      (wide * unitSe('saturation', n, rho)) / (2 * floor * seconds),
      (wide * unitSe('jump', n, rho)) / (2 * floor * seconds),
    );
    return margin * worst <= 1;
  };
  let low = fewest;
  if (enough(low)) return low;
  let high = 2 * low;
  while (high < 1e12 && !enough(high)) high *= 2;
  low = high / 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
