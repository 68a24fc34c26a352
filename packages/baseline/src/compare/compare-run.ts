import { type BudgetRow, evaluateBudgets } from '../budget/evaluate-budgets.js';
import { BaselineError } from '../errors.js';
import type { LoadedBaseline } from '../files/baseline-file.js';
import type { MeasuredLane, MeasuredRun, Note } from '../model/measured-lane.js';
import type { Statistics } from '../statistics.js';
import { attribute } from './attribution.js';
import { type AllowWord, checkComparability, describeRefusal, type Refusal } from './comparability.js';
import { judgeMetrics } from './judge-metrics.js';
import type { MetricRow } from './metric-row.js';
import type { ComparisonProfile, MetricRules } from './metric-rules.js';
import { overallVerdict, type RunVerdict } from './words.js';

/** Which commits lie between the two sides of a lane; null where a side does not say. */
export interface CommitRange {
  lane: string;
  baseline: string | null;
  run: string | null;
}

/** A run held against a baseline. Plain data, in the shape it is printed as JSON. */
export interface Comparison {
  schema_version: 1;
  /** False: refused, and `rows` is empty. */
  comparable: boolean;
  verdict: RunVerdict;
  /** Set when the caller passed over reasons to refuse: the result must not pass for an ordinary one. */
  marked: boolean;
  refusals: Refusal[];
  overridden: Refusal[];
  notes: Note[];
  /** Keys that one side does not say. */
  unknown: string[];
  level: number;
  power: number;
  /** Gated metrics with a test, over which the false discovery rate is held. */
  gated_tests: number;
  rows: MetricRow[];
  budgets: BudgetRow[];
  commits: CommitRange[];
  baseline: { path: string; format: 'medkit-bench' | 'harness'; updated_at: string };
  run: { path: string; name: string };
}

/** How to compare. */
export interface CompareOptions {
  readonly statistics: Statistics;
  /** The `compare` part of the profile. */
  readonly profile?: ComparisonProfile;
  /** Only these lanes. */
  readonly lanes?: readonly string[];
  /** Reasons to refuse that are passed over; the result is marked. */
  readonly allow?: readonly AllowWord[];
  /** Level of intervals and of the false discovery rate; 0.95 when left out. */
  readonly level?: number;
  /** Chance that goes with the detectable change; 0.8 when left out. */
  readonly power?: number;
}

/**
 * Compares a run with a baseline: refuses what is not comparable, judges every metric by effect and evidence with the
 * false discovery rate held over the gated ones, says where changes come from, and checks the budgets.
 * @throws BaselineError MEDKIT_BUDGET_SYNTAX, MEDKIT_COMPARE_OPTION
 */
export function compareRun(loaded: LoadedBaseline, run: MeasuredRun, options: CompareOptions): Comparison {
  const { statistics, level = 0.95, power = 0.8 } = options;
  if (!(level > 0 && level < 1)) {
    throw new BaselineError('MEDKIT_COMPARE_OPTION', `level must lie between 0 and 1, got ${level}`);
  }
  const lanes = options.lanes ?? null;
  const pick = (all: Readonly<Record<string, MeasuredLane>>): Record<string, MeasuredLane> =>
    Object.fromEntries(Object.entries(all).filter(([name]) => lanes === null || lanes.includes(name)));
  const check = checkComparability(loaded.baseline, run, lanes, options.allow ?? []);
  const comparable = check.refusals.length === 0;
  const before = pick(loaded.baseline.lanes);
  const after = pick(run.lanes);
  const rules: MetricRules = options.profile?.metrics ?? {};
  const rows = comparable ? judgeMetrics(before, after, rules, statistics, { level, power }) : [];
  for (const row of rows) {
    if (row.verdict === 'regressed' || row.verdict === 'warn' || row.verdict === 'improved') {
      const old = before[row.lane];
      if (old !== undefined) row.attribution = attribute(row, old, after[row.lane]!);
    }
  }
  return {
    schema_version: 1,
    comparable,
    verdict: comparable
      ? overallVerdict(rows.filter((row) => row.gated).map((row) => row.verdict))
      : 'not-comparable',
    marked: check.overridden.length > 0,
    ...check,
    notes: [...check.notes, ...formatNote(loaded)],
    level,
    power,
    gated_tests: rows.filter((row) => row.p_adjusted !== null && row.gated).length,
    rows,
    budgets: comparable ? evaluateBudgets(options.profile?.budgets ?? {}, after, statistics) : [],
    commits: commitRanges(before, after),
    baseline: { path: loaded.path, format: loaded.format, updated_at: loaded.baseline.updated_at },
    run: { path: run.path, name: run.name },
  };
}

/** Why a comparison was refused, as one error for a command line. */
export function refusalError(comparison: Comparison): BaselineError {
  const reasons = comparison.refusals.map(describeRefusal);
  const shown = reasons.slice(0, 5).join('; ');
  const more = reasons.length > 5 ? `; and ${reasons.length - 5} more` : '';
  const words = [...new Set(comparison.refusals.map((refused) => refused.kind))].filter(
    (kind) => kind !== 'nothing',
  );
  return new BaselineError('MEDKIT_BASELINE_REFUSED', `not comparable: ${shown}${more}`, {
    next:
      words.length === 0
        ? 'compare runs of the same lanes'
        : `take a run under the baseline's conditions, or compare all the same with --allow-different ${words.join(',')}, which marks the result`,
  });
}

function formatNote(loaded: LoadedBaseline): Note[] {
  if (loaded.format === 'medkit-bench') return [];
  return [
    {
      code: 'medians-only',
      message: `${loaded.path} holds medians only: sampled metrics are judged by the thresholds alone, without evidence`,
    },
  ];
}

function commitRanges(
  before: Readonly<Record<string, MeasuredLane>>,
  after: Readonly<Record<string, MeasuredLane>>,
): CommitRange[] {
  return Object.entries(after).map(([lane, measured]) => ({
    lane,
    baseline: before[lane]?.gateway_commit ?? null,
    run: measured.gateway_commit,
  }));
}
