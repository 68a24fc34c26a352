import { requireBetween } from './check-arguments.js';
import { findRoot } from './find-root.js';
import { betaKernel, incompleteBeta } from './incomplete-beta.js';

function requireDegrees(value: number, name: string): void {
  if (typeof value !== 'number' || !(value > 0) || value === Infinity) {
    throw new RangeError(`${name} must be a finite number above 0, got ${String(value)}`);
  }
}

/**
 * Distribution function of F. Source: NIST DLMF 8.17.
 * @throws RangeError naming the argument
 */
export function fCdf(f: number, df1: number, df2: number): number {
  requireDegrees(df1, 'df1');
  requireDegrees(df2, 'df2');
  if (typeof f !== 'number' || Number.isNaN(f)) throw new RangeError(`f must be a number, got ${String(f)}`);
  if (f <= 0) return 0;
  const w = (df1 / df2) * f;
  if (w === Infinity) return 1;
  return incompleteBeta(df1 / 2, df2 / 2, w / (1 + w), 1 / (1 + w));
}

/**
 * Quantile of F at any real degrees of freedom.
 * @param p probability strictly between 0 and 1
 * @throws RangeError naming the argument
 */
export function fQuantile(p: number, df1: number, df2: number): number {
  requireBetween(p, 'p', 0, 1);
  requireDegrees(df1, 'df1');
  requireDegrees(df2, 'df2');
  const upper = p > 0.5;
  const target = upper ? 1 - p : p;
  const u = findRoot(
    (x) => {
      const w = (df1 / df2) * Math.exp(x);
      const part = w / (1 + w);
      const rest = 1 / (1 + w);
      const q = upper
        ? incompleteBeta(df2 / 2, df1 / 2, rest, part)
        : incompleteBeta(df1 / 2, df2 / 2, part, rest);
      if (q === 0) return [upper ? 1 : -1, 0];
      const slope = betaKernel(df1 / 2, df2 / 2, part, rest) / q;
      return [upper ? Math.log(target / q) : Math.log(q / target), slope];
    },
    -700,
    700,
    0,
  );
  return Math.exp(u);
}
