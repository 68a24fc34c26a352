import { type Numbers, requireNumbers, requirePairs } from './check-arguments.js';
import { linearFit } from './linear-fit.js';

/** A curve: value at x for the given parameters. */
export type Curve = (x: number, parameters: readonly number[]) => number;

/** A curve fitted by least squares. */
export interface NonlinearFit {
  readonly parameters: number[];
  readonly standardErrors: number[];
  /** Residual sum of squares. */
  readonly rss: number;
  readonly df: number;
  /** False when the iterations ran out before the steps died down. */
  readonly converged: boolean;
}

const MOST_STEPS = 500;

/**
 * Nonlinear least squares by Levenberg-Marquardt with Moré's scaling; derivatives by central differences, each step
 * solved by orthogonal factorisation of the augmented system. Source: Moré, "The Levenberg-Marquardt algorithm" (1978).
 *
 * @param start one starting value for each parameter
 * @throws RangeError naming the argument
 */
export function nonlinearFit(curve: Curve, xs: Numbers, ys: Numbers, start: Numbers): NonlinearFit {
  requirePairs(xs, ys, 'xs', 'ys');
  requireNumbers(start, 'start');
  const p = start.length;
  if (xs.length < p)
    throw new RangeError(`xs must hold at least ${p} numbers for ${p} parameters, got ${xs.length}`);
  const residuals = (b: readonly number[]): number[] => Array.from(xs, (x, i) => ys[i]! - curve(x, b));
  let b = Array.from(start);
  let r = residuals(b);
  let rss = squares(r);
  if (!Number.isFinite(rss)) throw new RangeError('start must give a finite curve at every x');
  const scale = new Array<number>(p).fill(0);
  let damping = 1e-3;
  let converged = false;
  for (let step = 0; step < MOST_STEPS && !converged; step++) {
    const j = jacobian(curve, xs, b);
    for (let k = 0; k < p; k++)
      scale[k] = Math.max(scale[k]!, Math.hypot(...j.map((row) => row[k]!)), 1e-300);
    for (;;) {
      const delta = dampedStep(j, r, scale, damping);
      const next = b.map((v, k) => v + delta[k]!);
      const nextR = residuals(next);
      const nextRss = squares(nextR);
      const small = delta.every((d, k) => Math.abs(d) <= 1e-11 * Math.max(Math.abs(b[k]!), 1e-30));
      if (nextRss <= rss) {
        converged = small || rss === 0;
        [b, r, rss] = [next, nextR, nextRss];
        damping = Math.max(1e-15, damping / 8);
        break;
      }
      damping *= 4;
      if (small || damping > 1e25) {
        converged = true;
        break;
      }
    }
  }
  return { parameters: b, rss, converged, ...errorsOf(jacobian(curve, xs, b), r, rss) };
}

function squares(values: readonly number[]): number {
  return values.reduce((s, v) => s + v * v, 0);
}

function jacobian(curve: Curve, xs: Numbers, b: readonly number[]): number[][] {
  const rows = Array.from(xs, () => new Array<number>(b.length));
  for (let k = 0; k < b.length; k++) {
    const h = 6e-6 * Math.max(Math.abs(b[k]!), 1e-8);
    const up = b.map((v, i) => (i === k ? v + h : v));
    const down = b.map((v, i) => (i === k ? v - h : v));
    const width = up[k]! - down[k]!;
    for (const [i, row] of rows.entries()) row[k] = (curve(xs[i]!, up) - curve(xs[i]!, down)) / width;
  }
  return rows;
}

/** Least squares of the residuals on the Jacobian with the damping as further rows. */
function dampedStep(
  j: readonly number[][],
  r: readonly number[],
  scale: readonly number[],
  damping: number,
): number[] {
  const p = scale.length;
  const root = Math.sqrt(damping);
  const rows = j.map((row) => row.map((v, k) => v / scale[k]!));
  const extra = Array.from({ length: p }, (_, k) =>
    Array.from({ length: p }, (_v, i) => (i === k ? root : 0)),
  );
  const { coefficients } = linearFit([...rows, ...extra], [...r, ...new Array<number>(p).fill(0)]);
  return coefficients.map((v, k) => v / scale[k]!);
}

function errorsOf(j: number[][], r: number[], rss: number): { standardErrors: number[]; df: number } {
  const p = j[0]!.length;
  const df = j.length - p;
  if (df < 1) return { standardErrors: new Array<number>(p).fill(Infinity), df };
  try {
    const fit = linearFit(j, r);
    const factor = fit.residualSd > 0 ? Math.sqrt(rss / df) / fit.residualSd : 0;
    return { standardErrors: fit.standardErrors.map((s) => s * factor), df };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // Parameters that the data cannot tell apart have no finite error.
    return { standardErrors: new Array<number>(p).fill(Infinity), df };
  }
}
