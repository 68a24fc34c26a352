import { iqr, meanInterval, median } from '@medkit-bench/stats';
import type { CellRecord } from './cell-record.js';
import { COLUMNS } from './sample-columns.js';

/** Metrics that are summed up over repeats. */
export const AGGREGATED = [...COLUMNS, 'peak_uss_kib', 'uss_slope_b_s', 'anonymous_slope_b_s'] as const;

export type AggregatedName = (typeof AGGREGATED)[number];

/** `<name>_median, _q1, _q3, _lo95, _hi95, _values` of every metric, and how many repeats were steady. */
export type Aggregate = {
  [K in AggregatedName as `${K}_${'median' | 'q1' | 'q3' | 'lo95' | 'hi95'}`]: number | null;
} & { [K in AggregatedName as `${K}_values`]: (number | null)[] } & {
  repeats: number;
  steady_count: string;
  /** Whether the figures rest on steady repeats only. */
  settled: boolean;
  entity_count: number | null;
};

/**
 * Median, quartiles and interval over the steady repeats; where none is steady, over all of them,
 * and the result says that it is not settled. The interval is the t interval of the mean over repeats.
 */
export function aggregate(cells: readonly CellRecord[]): Aggregate {
  const measured = cells.filter((cell) => cell.status === 'ok');
  const steady = measured.filter((cell) => cell.steady);
  const used = steady.length > 0 ? steady : measured;
  const entries: [string, unknown][] = [];
  for (const name of AGGREGATED) {
    const known = used.map((cell) => cell[name]).filter((value): value is number => value !== null);
    entries.push(...summaryOf(name, known), [`${name}_values`, cells.map((cell) => cell[name])]);
  }
  const counts = used.map((cell) => cell.entity_count).filter((count): count is number => count !== null);
  return {
    ...(Object.fromEntries(entries) as Omit<
      Aggregate,
      'repeats' | 'steady_count' | 'settled' | 'entity_count'
    >),
    repeats: measured.length,
    steady_count: `${steady.length}/${cells.length}`,
    settled: steady.length > 0,
    entity_count: counts.length > 0 ? median(counts) : null,
  } as Aggregate;
}

function summaryOf(name: string, known: number[]): [string, unknown][] {
  if (known.length === 0) {
    return ['median', 'q1', 'q3', 'lo95', 'hi95'].map((part) => [`${name}_${part}`, null]);
  }
  const quartiles = iqr(known);
  const interval = known.length < 2 ? null : meanInterval(known, { level: 0.95 });
  return [
    [`${name}_median`, median(known)],
    [`${name}_q1`, quartiles.q1],
    [`${name}_q3`, quartiles.q3],
    [`${name}_lo95`, interval?.lo ?? null],
    [`${name}_hi95`, interval?.hi ?? null],
  ];
}
