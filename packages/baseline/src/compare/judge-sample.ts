import type { SampleMetric } from '../model/metric-record.js';
import { detectableByPairs, pairsNeeded } from '../pairs/pair-power.js';
import type { Statistics } from '../statistics.js';
import type { MetricRule } from './metric-rules.js';
import type { MetricRow } from './metric-row.js';
import type { MetricVerdict } from './words.js';

/** The levels a comparison holds. */
export interface JudgeLevels {
  readonly level: number;
  readonly power: number;
}

/** What judging a metric adds to its row. */
export type Judged = Partial<MetricRow> & Pick<MetricRow, 'basis' | 'verdict' | 'reason'>;

/** Evidence for a change of a sampled metric, before the verdict, which needs all metrics' p values. */
export interface SampleEvidence {
  readonly facts: Partial<MetricRow> & Pick<MetricRow, 'basis'>;
  /** Share by which the median moved; null where a ratio has no meaning. */
  readonly change: number | null;
  readonly difference: number;
  /** Null where there is no test: medians only, zeros. */
  readonly pValue: number | null;
  /** Whether figures were taken in pairs: `spread` is then that of the differences, `equalRepeats` the pairs. */
  readonly paired: boolean;
  /** Spread and size of an equivalent comparison of equal sides; null with fewer than two values on a side. */
  readonly spread: number | null;
  readonly equalRepeats: number;
  readonly smallestRankP: number | null;
}

/** Weighs one sampled metric by itself. */
export function weighSample(
  before: SampleMetric,
  after: SampleMetric,
  statistics: Statistics,
  levels: JudgeLevels,
): SampleEvidence {
  const difference = after.median - before.median;
  const change = before.median > 0 ? difference / before.median : null;
  // Of a side with medians only, as many repeats are assumed as the other has.
  const sizes = [before.values ?? after.values, after.values ?? before.values].map(
    (values) => values?.length ?? 1,
  );
  const equalRepeats = 2 / (1 / sizes[0]! + 1 / sizes[1]!);
  const none = { paired: false, change, difference, pValue: null, equalRepeats, smallestRankP: null };
  if (before.values === null || after.values === null) {
    return { ...none, facts: { basis: 'medians' }, spread: spreadOf(after.values ?? before.values) };
  }
  if (Math.min(...before.values, ...after.values) <= 0) {
    const constant = new Set([...before.values, ...after.values]).size === 1;
    return { ...none, change: null, facts: { basis: 'repeats' }, spread: constant ? 0 : null };
  }
  // The thresholds are applied here, after the correction for many metrics: only the evidence is asked for.
  const judged = statistics.judgeChange(before.values, after.values, {
    warn: 0.01,
    fail: 0.01,
    level: levels.level,
  });
  const { comparison, rankTest, rankRatio } = judged;
  return {
    paired: false,
    facts: {
      basis: 'repeats',
      ratio: comparison.ratio,
      ratio_lo: comparison.lo > 0 ? comparison.lo : null,
      ratio_hi: finite(comparison.hi),
      p_value: comparison.pValue,
      rank_p_value: rankTest.pValue,
      rank_ratio: rankRatio.shift,
      rank_ratio_lo: rankRatio.lo > 0 ? rankRatio.lo : null,
      rank_ratio_hi: finite(rankRatio.hi),
    },
    change,
    difference,
    pValue: comparison.pValue,
    spread: pooledSpread(before.values, after.values, equalRepeats),
    equalRepeats,
    smallestRankP: rankTest.smallestP,
  };
}

/** What the family of gated metrics makes of a p value. */
export interface FamilyEvidence {
  /** Corrected for the number of metrics looked at; null where there is no test. */
  readonly pAdjusted: number | null;
  /** Metrics that share the error rate with this one, itself included. */
  readonly familySize: number;
}

/** The verdict of one sampled metric: its effect against the thresholds, its evidence against the level. */
export function judgeSample(
  evidence: SampleEvidence,
  rule: MetricRule,
  family: FamilyEvidence,
  statistics: Statistics,
  levels: JudgeLevels,
): Judged {
  const level = 1 - (1 - levels.level) / Math.max(1, family.familySize);
  const power = { level, power: levels.power };
  const { spread } = evidence;
  const detectable =
    spread === null || spread === 0 ? null : finite(detectableBy(evidence, spread, power, statistics));
  const base = {
    ...evidence.facts,
    p_adjusted: evidence.pValue === null ? null : family.pAdjusted,
    detectable_percent: detectable === null ? null : detectable * 100,
  };
  if (evidence.change === null) return { ...base, ...judgeZeros(evidence) };
  const p = family.pAdjusted ?? evidence.pValue;
  const seen = p === null ? null : p < 1 - levels.level;
  const verdict = word(evidence, rule, seen);
  const wanted = Math.max(rule.warn_percent, 0.1) / 100;
  const needed =
    verdict === 'inconclusive' && spread !== null && spread > 0
      ? repeatsNeeded(evidence, spread, { ...power, wanted }, statistics)
      : null;
  const reason = reasonFor(evidence, rule, verdict, needed);
  return { ...base, verdict, repeats_needed: needed, reason };
}

function detectableBy(
  { paired, equalRepeats }: SampleEvidence,
  spread: number,
  power: JudgeLevels,
  statistics: Statistics,
): number {
  return paired
    ? detectableByPairs(spread, equalRepeats, power, statistics)
    : statistics.detectableChange(spread, equalRepeats, power);
}

function repeatsNeeded(
  { paired, equalRepeats }: SampleEvidence,
  spread: number,
  { wanted, ...power }: JudgeLevels & { wanted: number },
  statistics: Statistics,
): number {
  return paired
    ? pairsNeeded(spread, wanted, power, statistics)
    : statistics.sampleSizeAdvice(spread, Math.max(1, equalRepeats), wanted, power).repeatsNeeded;
}

function word(evidence: SampleEvidence, rule: MetricRule, seen: boolean | null): MetricVerdict {
  const change = evidence.change! * (rule.better === 'less' ? 1 : -1) * 100;
  const small = Math.abs(change) < rule.warn_percent || Math.abs(evidence.difference) < rule.min_change;
  // With one value on a side nothing is known of the spread, so not even "no change" can be said.
  if (evidence.spread === null && evidence.facts.basis !== 'medians') return 'inconclusive';
  if (seen === null) return small ? 'no-change' : effect(change, rule);
  if (small || change === 0) return seen ? 'within-noise' : 'no-change';
  return seen ? effect(change, rule) : 'inconclusive';
}

function effect(worse: number, rule: MetricRule): MetricVerdict {
  if (worse === 0) return 'no-change';
  if (worse < 0) return 'improved';
  return worse >= rule.fail_percent ? 'regressed' : 'warn';
}

function judgeZeros(evidence: SampleEvidence): Pick<MetricRow, 'verdict' | 'reason'> {
  if (evidence.spread === 0)
    return { verdict: 'no-change', reason: 'the same in every repeat of both sides' };
  return {
    verdict: 'inconclusive',
    reason: 'some values are zero or negative, so that a ratio has no meaning; judge it by a budget',
  };
}

function reasonFor(
  evidence: SampleEvidence,
  rule: MetricRule,
  verdict: MetricVerdict,
  needed: number | null,
): string {
  if (evidence.facts.basis === 'medians') {
    return 'only a median is known on one side: judged by the thresholds alone, without evidence';
  }
  if (evidence.spread === null)
    return `one ${evidence.paired ? 'pair' : 'value on a side'} says nothing of the spread; take at least 3`;
  if (verdict === 'inconclusive') {
    const rank =
      evidence.smallestRankP !== null && evidence.smallestRankP > 0.05
        ? `; a rank test could not go under p = ${Number(evidence.smallestRankP.toPrecision(2))} with so few`
        : '';
    const more =
      needed === null
        ? ''
        : `; ${needed} ${evidence.paired ? 'pairs' : 'repeats a side'} would show ${rule.warn_percent} %`;
    return `past the threshold, but chance explains it as well${more}${rank}`;
  }
  if (verdict === 'within-noise') return `certain, but under the threshold of ${rule.warn_percent} %`;
  if (verdict === 'no-change') return 'under the threshold, and no evidence of a change';
  return verdict === 'warn'
    ? `past ${rule.warn_percent} %, and not by chance`
    : `past ${verdict === 'improved' ? rule.warn_percent : rule.fail_percent} %, and not by chance`;
}

/** Standard deviation of the logarithms that makes an equal-sided comparison as exact as this one. */
function pooledSpread(a: readonly number[], b: readonly number[], equalRepeats: number): number | null {
  if (a.length < 2 || b.length < 2) return null;
  const squaredError = logVariance(a) / a.length + logVariance(b) / b.length;
  return Math.sqrt((squaredError * equalRepeats) / 2);
}

function spreadOf(values: readonly number[] | null): number | null {
  return values === null || values.length < 2 || Math.min(...values) <= 0
    ? null
    : Math.sqrt(logVariance(values));
}

/** Unbiased variance of the logarithms. */
function logVariance(values: readonly number[]): number {
  const logs = values.map((value) => Math.log(value));
  const mean = logs.reduce((sum, x) => sum + x, 0) / logs.length;
  const squares = logs.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  // Equal values differ by rounding once their logarithms are averaged.
  return squares < 1e-24 * logs.length ? 0 : squares / (logs.length - 1);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
