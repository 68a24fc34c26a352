import { type BudgetRow, evaluateBudgets } from '../budget/evaluate-budgets.js';
import { attribute } from '../compare/attribution.js';
import { type Compared, judgeFamily } from '../compare/judge-metrics.js';
import type { MetricRow } from '../compare/metric-row.js';
import { type ComparisonProfile, ruleOf } from '../compare/metric-rules.js';
import { overallVerdict, type RunVerdict } from '../compare/words.js';
import type { MeasuredLane } from '../model/measured-lane.js';
import type { Statistics } from '../statistics.js';
import { type CellPair, pairedMetrics, sideOf, usedPairs } from './paired-metrics.js';
import { weighPairs } from './weigh-pairs.js';

/** How to compare two builds. */
export interface CompareBuildsOptions {
  readonly statistics: Statistics;
  /** The `compare` part of the profile: thresholds, direction, gating, and budgets that the second build must keep. */
  readonly profile?: ComparisonProfile;
  /** Load that was sent while they were measured; null at rest. */
  readonly load?: string | null;
  /** Level of intervals and of the false discovery rate; 0.95 when left out. */
  readonly level?: number;
  /** Chance that goes with the detectable change; 0.8 when left out. */
  readonly power?: number;
}

/** Two builds, measured in pairs, compared. Plain data, as it is printed as JSON. */
export interface BuildComparison {
  /** False when no pair was measured on both sides; `rows` is empty then. */
  comparable: boolean;
  verdict: RunVerdict;
  rows: MetricRow[];
  budgets: BudgetRow[];
  /** Pairs that were planned, measured on both sides, and used. */
  pairs: number;
  pairs_measured: number;
  pairs_used: number;
  /** False: no pair was steady on both sides. */
  settled: boolean;
  level: number;
  power: number;
  /** Gated metrics with a test, over which the false discovery rate is held. */
  gated_tests: number;
}

/**
 * Judges the second build of each pair against the first by the ratios within pairs: effect against the thresholds,
 * evidence by a paired t on logarithms with the false discovery rate held over the gated metrics.
 * @throws BaselineError MEDKIT_BUDGET_SYNTAX
 */
export function compareBuilds(all: readonly CellPair[], options: CompareBuildsOptions): BuildComparison {
  const { statistics, profile, load = null, level = 0.95, power = 0.8 } = options;
  const used = usedPairs(all);
  const metrics = pairedMetrics(used.pairs, load);
  const sides = {
    a: sideOf('a', used.pairs, metrics, load),
    b: sideOf('b', used.pairs, metrics, load),
  };
  const found = metrics.map((one): Compared => ({
    lane: one.lane,
    metric: one.metric,
    before: sides.a.metrics[one.metric]!,
    after: sides.b.metrics[one.metric]!,
    rule: ruleOf(one.metric, profile?.metrics ?? {}),
    evidence: weighPairs(one.pairs, statistics, { level, power }),
  }));
  const rows = judgeFamily(found, statistics, { level, power });
  for (const row of rows) row.attribution = attributed(row, sides.a, sides.b);
  const gated = rows.filter((row) => row.gated);
  return {
    comparable: gated.length > 0,
    verdict: overallVerdict(gated.map((row) => row.verdict)),
    rows,
    // A budget on what two builds at one size cannot show, such as an exponent, is another lane's.
    budgets: evaluateBudgets(profile?.budgets ?? {}, lanesOf(sides.b, load), statistics).filter(
      (budget) => budget.verdict !== 'unknown',
    ),
    pairs: all.length,
    pairs_measured: used.measured,
    pairs_used: used.pairs.length,
    settled: used.settled,
    level,
    power,
    gated_tests: gated.filter((row) => row.p_adjusted !== null).length,
  };
}

function attributed(row: MetricRow, a: MeasuredLane, b: MeasuredLane): string[] {
  const changed = row.verdict === 'regressed' || row.verdict === 'warn' || row.verdict === 'improved';
  return changed ? attribute(row, a, b) : [];
}

function lanesOf(side: MeasuredLane, load: string | null): Record<string, MeasuredLane> {
  return { [load === null ? 'footprint' : 'load']: side };
}
