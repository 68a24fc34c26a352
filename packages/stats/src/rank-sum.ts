import { type Numbers, requireBetween, requireNumbers } from './check-arguments.js';
import { normalQuantile, normalTail } from './normal.js';
import type { LevelOption } from './power-law.js';
import { sorted } from './quantile.js';

/** Rank test of two samples. */
export interface MannWhitney {
  /** Number of pairs in which `after` is larger, ties counted half. */
  readonly u: number;
  /** Two-sided p value. */
  readonly pValue: number;
  /** Smallest p value that samples of these sizes can give. */
  readonly smallestP: number;
  /** 'exact' without ties and with fewer than 50 values a side, else 'normal'. */
  readonly method: 'exact' | 'normal';
}

/** Shift between two samples. */
export interface HodgesLehmann {
  /** Median of all differences `after` − `before`. */
  readonly shift: number;
  /** Interval from the rank test; open where the samples are too small for the level. */
  readonly lo: number;
  readonly hi: number;
}

/** Below this many values a side, p values are counted out. */
const EXACT_BELOW = 50;

/**
 * Mann-Whitney rank test, as R's `wilcox.test`: exact for small samples without ties, else the normal approximation
 * with tie and continuity correction. Source: Hollander & Wolfe, "Nonparametric Statistical Methods", ch. 4.
 * @throws RangeError naming the argument
 */
export function mannWhitney(before: Numbers, after: Numbers): MannWhitney {
  requireNumbers(before, 'before');
  requireNumbers(after, 'after');
  const m = before.length;
  const n = after.length;
  const { u, tieSum } = rankSum(before, after);
  const exact = tieSum === 0 && m < EXACT_BELOW && n < EXACT_BELOW;
  const smallestP = Math.min(1, 2 / choose(m + n, m));
  if (exact) {
    const low = Math.min(u, m * n - u);
    let p = 0;
    const share = uDistribution(m, n);
    for (let i = 0; i <= low; i++) p += share[i]!;
    return { u, pValue: Math.min(1, 2 * p), smallestP, method: 'exact' };
  }
  const sigma = normalSigma(m, n, tieSum);
  const distance = Math.abs(u - (m * n) / 2);
  const pValue = sigma > 0 ? Math.min(1, 2 * normalTail(Math.max(0, distance - 0.5) / sigma)) : 1;
  return { u, pValue, smallestP, method: 'normal' };
}

/**
 * Hodges-Lehmann shift with the interval that inverts the rank test. Memory grows with the product of the sizes.
 * @throws RangeError naming the argument
 */
export function hodgesLehmann(before: Numbers, after: Numbers, options: LevelOption = {}): HodgesLehmann {
  const { level = 0.95 } = options;
  requireNumbers(before, 'before');
  requireNumbers(after, 'after');
  requireBetween(level, 'level', 0, 1);
  const m = before.length;
  const n = after.length;
  const differences = new Float64Array(m * n);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) differences[i * n + j] = after[j]! - before[i]!;
  const s = sorted(differences);
  const shift = (s[Math.floor((m * n - 1) / 2)]! + s[Math.floor((m * n) / 2)]!) / 2;
  const rank = criticalRank(m, n, (1 - level) / 2);
  if (rank < 1) return { shift, lo: -Infinity, hi: Infinity };
  return { shift, lo: s[rank - 1]!, hi: s[m * n - rank]! };
}

/** Largest rank from either end that leaves no more than `tail` outside; 0 when none does. */
function criticalRank(m: number, n: number, tail: number): number {
  if (m < EXACT_BELOW && n < EXACT_BELOW) {
    const share = uDistribution(m, n);
    let below = 0;
    let rank = 0;
    while (rank < share.length && below + share[rank]! <= tail) below += share[rank++]!;
    return rank;
  }
  return Math.max(0, Math.floor((m * n) / 2 + normalQuantile(tail) * normalSigma(m, n, 0)));
}

function normalSigma(m: number, n: number, tieSum: number): number {
  const all = m + n;
  return Math.sqrt(((m * n) / 12) * (all + 1 - tieSum / (all * (all - 1))));
}

function rankSum(before: Numbers, after: Numbers): { u: number; tieSum: number } {
  const m = before.length;
  const values = Float64Array.from([...Array.from(before), ...Array.from(after)]);
  const order = Array.from(values, (_, i) => i).sort((i, j) => values[i]! - values[j]!);
  let ranks = 0;
  let tieSum = 0;
  for (let i = 0; i < order.length;) {
    let j = i;
    while (j < order.length && values[order[j]!] === values[order[i]!]) j++;
    const size = j - i;
    tieSum += size ** 3 - size;
    for (let k = i; k < j; k++) if (order[k]! >= m) ranks += (i + j + 1) / 2;
    i = j;
  }
  const n = after.length;
  return { u: ranks - (n * (n + 1)) / 2, tieSum };
}

/** Probability of each value of U under no difference, by the recurrence of Mann and Whitney (1947). */
function uDistribution(m: number, n: number): Float64Array {
  const size = m * n + 1;
  const share = new Float64Array(size);
  share[0] = 1;
  // Generating function Π (1 − x^(n+i)) / (1 − x^i), i = 1..m, with 1/C(m+n, m) folded in factor by factor.
  for (let i = 1; i <= m; i++) {
    for (let k = size - 1; k >= n + i; k--) share[k]! -= share[k - n - i]!;
    for (let k = i; k < size; k++) share[k]! += share[k - i]!;
    const factor = i / (n + i);
    for (let k = 0; k < size; k++) share[k]! *= factor;
  }
  return share;
}

function choose(n: number, k: number): number {
  let c = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) c *= (n - i + 1) / i;
  return c;
}
