import { showInterval, showRange } from '../format/number.js';
import { sparkline } from '../format/sparkline.js';
import type { LaneSummary } from '../model/summary.js';
import { whatEachWatched } from './each-repeat.js';
import { METRICS, readAggregate } from './metrics.js';
import type { ResultTable } from './table.js';
import { numberCell, textCell } from './table.js';

const ALWAYS = new Set(['uss_kib', 'anonymous_kib', 'pss_kib', 'rss_kib', 'cpu_cores', 'num_threads']);

/** The aggregate of a footprint: one row a metric; the main ones stay even when unknown. */
export function footprintTable(summary: LaneSummary): ResultTable {
  const rows = METRICS.map((metric) => ({ metric, value: readAggregate(summary.cell, metric.key) }))
    .filter(({ metric, value }) => value.median !== null || ALWAYS.has(metric.key))
    .map(({ metric, value }) => [
      textCell(metric.label),
      numberCell(showInterval(value.median, value.lo, value.hi, metric.quantity), value.median),
      numberCell(showRange(value.q1, value.q3, metric.quantity), value.q1),
      textCell(value.values.length === 0 ? '—' : sparkline(value.values)),
    ]);
  return {
    title: 'Footprint',
    columns: [
      { title: 'metric', align: 'left' },
      { title: 'median [95 % interval]', align: 'right' },
      { title: 'middle half (IQR)', align: 'right', optional: true },
      { title: 'repeats', align: 'left', optional: true },
    ],
    rows,
    note: `Over repeats, ${whatEachWatched(summary)}. A dash is an open or unknown end.`,
  };
}
