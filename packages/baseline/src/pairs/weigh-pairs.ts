import type { JudgeLevels, SampleEvidence } from '../compare/judge-sample.js';
import type { Statistics } from '../statistics.js';
import { signedRank } from './signed-rank.js';

/** One figure of both builds in the same pair. */
export interface PairOfFigures {
  readonly a: number;
  readonly b: number;
}

/**
 * Weighs one metric by the ratios within pairs: Student's t on the differences of logarithms, so that what drifts on
 * the host, and hits both members of a pair alike, falls out. The signed-rank test stands beside it.
 */
export function weighPairs(
  pairs: readonly PairOfFigures[],
  statistics: Statistics,
  levels: JudgeLevels,
): SampleEvidence {
  const n = pairs.length;
  const before = statistics.median(pairs.map((pair) => pair.a));
  const none = {
    paired: true,
    pValue: null,
    spread: null,
    equalRepeats: n,
    smallestRankP: null,
    facts: { basis: 'pairs' as const },
  };
  if (pairs.some(({ a, b }) => a <= 0 || b <= 0)) {
    const same = pairs.every(({ a, b }) => a === b && a === pairs[0]!.a);
    const difference = statistics.median(pairs.map(({ a, b }) => b - a));
    return { ...none, change: null, difference, spread: same ? 0 : null };
  }
  const logs = pairs.map(({ a, b }) => Math.log(b) - Math.log(a));
  const change = Math.expm1(statistics.median(logs));
  const effect = { change, difference: change * before };
  const shown = { change_percent: change * 100, change: change * before };
  if (n < 2) return { ...none, ...effect, facts: { ...none.facts, ...shown } };
  const { mean, spread } = meanAndSpread(logs);
  const half = (statistics.studentTQuantile((1 + levels.level) / 2, n - 1) * spread) / Math.sqrt(n);
  const ranks = signedRank(logs, levels.level);
  const pValue = tTest(mean, spread, n, statistics);
  return {
    ...none,
    ...effect,
    pValue,
    spread,
    smallestRankP: ranks.smallestP,
    facts: {
      basis: 'pairs',
      ...shown,
      ratio: Math.exp(mean),
      ratio_lo: Math.exp(mean - half),
      ratio_hi: Math.exp(mean + half),
      p_value: pValue,
      rank_p_value: ranks.pValue,
      rank_ratio: Math.exp(ranks.centre),
      rank_ratio_lo: Number.isFinite(ranks.lo) ? Math.exp(ranks.lo) : null,
      rank_ratio_hi: Number.isFinite(ranks.hi) ? Math.exp(ranks.hi) : null,
    },
  };
}

function tTest(mean: number, spread: number, n: number, statistics: Statistics): number {
  if (spread === 0) return mean === 0 ? 1 : 0;
  const t = Math.abs(mean) / (spread / Math.sqrt(n));
  return Math.min(1, 2 * (1 - statistics.studentTCdf(t, n - 1)));
}

/** Mean and standard deviation; equal values that differ by rounding alone have none. */
function meanAndSpread(xs: readonly number[]): { mean: number; spread: number } {
  const mean = xs.reduce((sum, x) => sum + x, 0) / xs.length;
  const squares = xs.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { mean, spread: squares < 1e-24 * xs.length ? 0 : Math.sqrt(squares / (xs.length - 1)) };
}
