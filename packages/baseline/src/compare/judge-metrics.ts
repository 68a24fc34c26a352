import type { MeasuredLane } from '../model/measured-lane.js';
import { centreOf, type MetricRecord } from '../model/metric-record.js';
import type { Statistics } from '../statistics.js';
import { judgeCount, judgeInterval } from './judge-interval.js';
import {
  type Judged,
  type JudgeLevels,
  judgeSample,
  type SampleEvidence,
  weighSample,
} from './judge-sample.js';
import { type MetricRow, unitOf } from './metric-row.js';
import { type MetricRule, type MetricRules, ruleOf } from './metric-rules.js';

/** Lanes by name. */
export type Lanes = Readonly<Record<string, MeasuredLane>>;

/** A metric with both of its sides, and what is known of its change. */
export interface Compared {
  lane: string;
  metric: string;
  before: MetricRecord | null;
  after: MetricRecord;
  rule: MetricRule;
  /** Null for figures that are not sampled. */
  evidence: SampleEvidence | null;
}

/** A row for every metric that both sides have, and for exponents that only the run has. */
export function judgeMetrics(
  baseline: Lanes,
  run: Lanes,
  rules: MetricRules,
  statistics: Statistics,
  levels: JudgeLevels,
): MetricRow[] {
  const found = comparedOf(baseline, run, rules);
  for (const one of found) {
    if (one.before?.kind === 'sample' && one.after.kind === 'sample') {
      one.evidence = weighSample(one.before, one.after, statistics, levels);
    }
  }
  return judgeFamily(found, statistics, levels);
}

/** Rows with their verdicts: the false discovery rate is held over the metrics that gate and have a test. */
export function judgeFamily(
  found: readonly Compared[],
  statistics: Statistics,
  levels: JudgeLevels,
): MetricRow[] {
  const family = found.filter((one) => one.rule.gate && (one.evidence?.pValue ?? null) !== null);
  const adjusted = statistics.benjaminiHochberg(family.map((one) => one.evidence!.pValue!));
  return found.map((one) => {
    const place = family.indexOf(one);
    const shared =
      place < 0
        ? { pAdjusted: null, familySize: 1 }
        : { pAdjusted: adjusted[place]!, familySize: family.length };
    return rowOf(one, judged(one, shared, statistics, levels));
  });
}

/** Whether a metric is a scaling exponent, which has a verdict even without a baseline. */
export function isExponent(metric: string): boolean {
  return /^scaling(\[[^\]]*\])?\.exponent$/.test(metric);
}

function comparedOf(baseline: Lanes, run: Lanes, rules: MetricRules): Compared[] {
  const found: Compared[] = [];
  for (const [lane, measured] of Object.entries(run)) {
    for (const [metric, after] of Object.entries(measured.metrics)) {
      const before = baseline[lane]?.metrics[metric] ?? null;
      if (before === null ? !isExponent(metric) : before.kind !== after.kind) continue;
      found.push({ lane, metric, before, after, rule: ruleOf(metric, rules), evidence: null });
    }
  }
  return found;
}

function judged(
  compared: Compared,
  family: { pAdjusted: number | null; familySize: number },
  statistics: Statistics,
  levels: JudgeLevels,
): Judged {
  const { before, after, rule, evidence } = compared;
  if (evidence !== null) return judgeSample(evidence, rule, family, statistics, levels);
  if (after.kind === 'interval') {
    const old = before?.kind === 'interval' ? before : null;
    return judgeInterval(old, after, rule, isExponent(compared.metric), statistics);
  }
  if (after.kind === 'count' && before?.kind === 'count') return judgeCount(before, after, rule);
  return {
    basis: 'medians',
    verdict: 'not-compared',
    reason: 'the two sides hold different kinds of figures',
  };
}

function rowOf(compared: Compared, verdict: Judged): MetricRow {
  const { before, after, rule } = compared;
  const old = before === null ? null : centreOf(before);
  const now = centreOf(after);
  const change = old === null ? null : now - old;
  return {
    metric: compared.metric,
    lane: compared.lane,
    unit: unitOf(compared.metric),
    gated: rule.gate,
    better: rule.better,
    warn_percent: rule.warn_percent,
    fail_percent: rule.fail_percent,
    baseline: old,
    run: now,
    baseline_repeats: repeatsOf(before),
    run_repeats: repeatsOf(after),
    change_percent: old === null || change === null || old === 0 ? null : (change / Math.abs(old)) * 100,
    change,
    ratio: null,
    ratio_lo: null,
    ratio_hi: null,
    p_value: null,
    p_adjusted: null,
    rank_p_value: null,
    rank_ratio: null,
    rank_ratio_lo: null,
    rank_ratio_hi: null,
    baseline_lo: null,
    baseline_hi: null,
    run_lo: null,
    run_hi: null,
    detectable_percent: null,
    detectable: null,
    repeats_needed: null,
    attribution: [],
    ...verdict,
  };
}

function repeatsOf(metric: MetricRecord | null): number | null {
  return metric?.kind === 'sample' ? (metric.values?.length ?? null) : null;
}
