import { parseMetricName } from '../compare/metric-rules.js';
import type { MeasuredLane } from '../model/measured-lane.js';
import type { MetricRecord } from '../model/metric-record.js';
import type { Statistics } from '../statistics.js';
import { type Aggregation, type BudgetExpression, parseBudget } from './parse-budget.js';
import { unitVariants } from './convert-unit.js';

/** A budget and what became of it; `unknown` is a metric that was not measured, which is no pass. */
export interface BudgetRow {
  metric: string;
  /** Full name of the metric that was found; null when none was. */
  resolved: string | null;
  expression: string;
  limit: number;
  /** In the budget's own unit; null when unknown. */
  actual: number | null;
  /** Figures that it rests on. */
  repeats: number | null;
  verdict: 'kept' | 'broken' | 'unknown';
  reason: string;
}

interface Found {
  full: string;
  figures: number[];
}

/**
 * Holds a run against absolute budgets. The figures of a metric are those of its repeats. A name without a lane means
 * the footprint's, else that of the only lane that has it.
 * @throws BaselineError MEDKIT_BUDGET_SYNTAX
 */
export function evaluateBudgets(
  budgets: Readonly<Record<string, readonly string[]>>,
  lanes: Readonly<Record<string, MeasuredLane>>,
  statistics: Pick<Statistics, 'quantile' | 'median'>,
): BudgetRow[] {
  const rows: BudgetRow[] = [];
  for (const [metric, sources] of Object.entries(budgets)) {
    const expressions = sources.map(parseBudget);
    const found = find(metric, lanes);
    for (const expression of expressions) rows.push(evaluate(metric, expression, found, statistics));
  }
  return rows;
}

function evaluate(
  metric: string,
  expression: BudgetExpression,
  found: Found | string,
  statistics: Pick<Statistics, 'quantile' | 'median'>,
): BudgetRow {
  const base = { metric, expression: expression.source, limit: expression.limit };
  if (typeof found === 'string') {
    return { ...base, resolved: null, actual: null, repeats: null, verdict: 'unknown', reason: found };
  }
  const actual = aggregate(expression.aggregation, found.figures, statistics);
  const kept = holds(actual, expression);
  return {
    ...base,
    resolved: found.full,
    actual,
    repeats: found.figures.length,
    verdict: kept ? 'kept' : 'broken',
    reason: `${found.full} over ${found.figures.length} ${found.figures.length === 1 ? 'figure' : 'figures'}`,
  };
}

function find(metric: string, lanes: Readonly<Record<string, MeasuredLane>>): Found | string {
  const qualified = metric.includes('.');
  const candidates: Found[] = [];
  for (const [lane, measured] of Object.entries(lanes)) {
    for (const [full, record] of Object.entries(measured.metrics)) {
      const parsed = parseMetricName(full);
      if (parsed === null) continue;
      const own = qualified ? full : parsed.name;
      if (!qualified && parsed.row !== null && lane === 'footprint') continue;
      const variant = unitVariants(metric).find((candidate) => candidate.name === own);
      if (variant !== undefined) {
        candidates.push({ full, figures: figuresOf(record).map((figure) => figure * variant.factor) });
      }
    }
  }
  if (candidates.length === 0) return `${metric} was not measured in this run`;
  const plain = qualified ? candidates[0] : candidates.find((found) => found.full.startsWith('footprint.'));
  if (plain !== undefined) return plain;
  if (candidates.length === 1) return candidates[0]!;
  const names = candidates.slice(0, 4).map((found) => found.full);
  return `${metric} could be any of ${names.join(', ')}${candidates.length > 4 ? ', ...' : ''}; name one in full`;
}

function figuresOf(record: MetricRecord): number[] {
  if (record.kind === 'sample') return record.values ?? [record.median];
  return [record.kind === 'interval' ? record.estimate : record.value];
}

function aggregate(
  aggregation: Aggregation,
  figures: readonly number[],
  statistics: Pick<Statistics, 'quantile' | 'median'>,
): number {
  switch (aggregation.kind) {
    case 'avg':
      return figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
    case 'min':
      return Math.min(...figures);
    case 'max':
      return Math.max(...figures);
    case 'count':
      return figures.length;
    case 'p':
      return statistics.quantile(figures, aggregation.percentile / 100);
    default:
      return statistics.median(figures);
  }
}

function holds(actual: number, { operator, limit }: BudgetExpression): boolean {
  switch (operator) {
    case '<':
      return actual < limit;
    case '<=':
      return actual <= limit;
    case '>':
      return actual > limit;
    case '>=':
      return actual >= limit;
    case '==':
      return actual === limit;
    default:
      return actual !== limit;
  }
}
