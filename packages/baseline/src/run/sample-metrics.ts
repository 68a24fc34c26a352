import type { ThreadCensus } from '../model/measured-lane.js';
import type { IntervalMetric, MetricRecord, SampleMetric } from '../model/metric-record.js';
import { middle } from './middle.js';
import { flagAt, numberAt, numbersAt, type Part, partsAt, textAt } from './summary-parts.js';

/** Figures that every cell has. */
export const CELL_METRICS = [
  'uss_kib',
  'anonymous_kib',
  'pss_kib',
  'rss_kib',
  'private_clean_kib',
  'private_dirty_kib',
  'peak_uss_kib',
  'cpu_cores',
  'num_threads',
] as const;

/** The cells whose figures count: measured and steady; all measured ones where none is steady. */
export function usedCells(cells: readonly Part[]): Part[] {
  const measured = cells.filter((cell) => textAt(cell, 'status') !== 'failed');
  const steady = measured.filter((cell) => flagAt(cell, 'steady') === true);
  return steady.length > 0 ? steady : measured;
}

/** A metric from one value per repeat; null where no repeat has it. */
export function sampleOf(values: readonly (number | null)[]): SampleMetric | null {
  const known = values.filter((value): value is number => value !== null);
  return known.length === 0 ? null : { kind: 'sample', values: known, median: middle(known) };
}

/** A metric from an aggregate alone: its per-repeat values, else its median. */
export function sampleFromAggregate(aggregate: Part, name: string): SampleMetric | null {
  const values = numbersAt(aggregate, `${name}_values`);
  if (values.length > 0) return sampleOf(values);
  const median = numberAt(aggregate, `${name}_median`);
  return median === null ? null : { kind: 'sample', values: null, median };
}

/** Puts the figures of one row under `prefix`, from its cells where there are any, else from its aggregate. */
export function putRow(
  metrics: Record<string, MetricRecord>,
  prefix: string,
  cells: readonly Part[],
  aggregate: Part,
): void {
  const used = usedCells(cells);
  for (const name of CELL_METRICS) {
    const fromCells = sampleOf(used.map((cell) => numberAt(cell, name)));
    put(metrics, `${prefix}.${name}`, fromCells ?? sampleFromAggregate(aggregate, name));
  }
}

/** Adds a metric that is there. */
export function put(metrics: Record<string, MetricRecord>, name: string, metric: MetricRecord | null): void {
  if (metric !== null) metrics[name] = metric;
}

/** An interval from three keys; null without an estimate. */
export function intervalOf(part: Part, estimate: string, lo: string, hi: string): IntervalMetric | null {
  const value = numberAt(part, estimate);
  if (value === null) return null;
  return { kind: 'interval', estimate: value, lo: numberAt(part, lo), hi: numberAt(part, hi) };
}

/** Threads by name: the median over the cells that counted; null where none did. */
export function censusOf(cells: readonly Part[]): ThreadCensus | null {
  const counts = usedCells(cells)
    .map((cell) => partsAt(cell, 'threads'))
    .filter((threads) => threads.length > 0);
  if (counts.length === 0) return null;
  const names = new Set(counts.flatMap((threads) => threads.map((thread) => textAt(thread, 'name') ?? '?')));
  return Object.fromEntries(
    [...names].sort().map((name) => [name, middle(counts.map((threads) => countOf(threads, name)))]),
  );
}

function countOf(threads: readonly Part[], name: string): number {
  const same = threads.filter((thread) => (textAt(thread, 'name') ?? '?') === name);
  return same.reduce((sum, thread) => sum + (numberAt(thread, 'count') ?? 0), 0);
}
