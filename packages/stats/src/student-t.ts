import { requireBetween } from './check-arguments.js';
import { findRoot } from './find-root.js';
import { betaKernel, incompleteBeta } from './incomplete-beta.js';
import { normalCdf, normalQuantile } from './normal.js';

/** Logarithm of the largest t whose square is still a number. */
const LN_LARGEST = 350;

/** From here on the normal distribution is the same to the last digit. */
const NORMAL_FROM = 1e12;

/** Probability between 0 and t > 0. */
function centralHalf(t: number, df: number): number {
  const s = t * t;
  return 0.5 * incompleteBeta(0.5, df / 2, s / (df + s), df / (df + s));
}

/** Probability above t > 0. */
function upperTail(t: number, df: number): number {
  const s = t * t;
  return 0.5 * incompleteBeta(df / 2, 0.5, df / (df + s), s / (df + s));
}

function requireDf(df: number): void {
  if (typeof df !== 'number' || !(df > 0)) {
    throw new RangeError(`df must be greater than 0 (Infinity for the normal limit), got ${String(df)}`);
  }
}

/**
 * Student's t distribution function at any real number of degrees of freedom.
 * Source: NIST DLMF 8.17 (incomplete beta function); df = Infinity is the normal limit.
 * @throws RangeError naming the argument
 */
export function studentTCdf(t: number, df: number): number {
  requireDf(df);
  if (typeof t !== 'number' || Number.isNaN(t)) throw new RangeError(`t must be a number, got ${String(t)}`);
  return tCdf(t, df);
}

/** The same without checks, for inner loops. */
export function tCdf(t: number, df: number): number {
  if (t === Infinity) return 1;
  if (t === -Infinity) return 0;
  if (df > NORMAL_FROM) return normalCdf(t);
  if (t === 0) return 0.5;
  const size = Math.abs(t);
  if (size < 1) return t > 0 ? 0.5 + centralHalf(size, df) : 0.5 - centralHalf(size, df);
  const tail = upperTail(size, df);
  return t > 0 ? 1 - tail : tail;
}

/** Density of t for df degrees of freedom. */
export function tDensity(t: number, df: number): number {
  if (df > NORMAL_FROM) return Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
  const size = Math.max(Math.abs(t), 1e-20);
  const s = size * size;
  // The derivative of I_{s/(df+s)}(1/2, df/2) / 2 by t is the beta kernel over |t|.
  return betaKernel(0.5, df / 2, s / (df + s), df / (df + s)) / size;
}

/**
 * Student-t quantile, exact to about 13 digits at any real df, far into the tails.
 *
 * @param p probability strictly between 0 and 1
 * @param df degrees of freedom, any real number above 0; Infinity gives the normal quantile
 * @throws RangeError naming the argument
 */
export function studentTQuantile(p: number, df: number): number {
  requireBetween(p, 'p', 0, 1);
  requireDf(df);
  if (df > NORMAL_FROM) return normalQuantile(p);
  if (p === 0.5) return 0;
  const tail = Math.min(p, 1 - p);
  const t = tail > 0.2 ? centralQuantile(Math.abs(p - 0.5), df) : tailQuantile(tail, df);
  return p < 0.5 ? -t : t;
}

// Both solve in logarithms of t and of the probability, where the functions are close to straight lines.

function centralQuantile(half: number, df: number): number {
  const start = Math.log(half / tDensity(0, df));
  const u = findRoot(
    (x) => {
      const t = Math.exp(x);
      const c = centralHalf(t, df);
      return [Math.log(c / half), (t * tDensity(t, df)) / c];
    },
    start - 1,
    LN_LARGEST,
    start,
  );
  return Math.exp(u);
}

function tailQuantile(tail: number, df: number): number {
  const start = Math.log(-normalQuantile(tail));
  const u = findRoot(
    (x) => {
      const t = Math.exp(x);
      const q = upperTail(t, df);
      if (q === 0) return [1, 0];
      return [Math.log(tail / q), (t * tDensity(t, df)) / q];
    },
    start - 1,
    LN_LARGEST,
    start,
  );
  return Math.exp(u);
}
