import { cores, count, memory, showInterval, UNKNOWN } from '../format/number.js';
import type { Quantity } from '../format/number.js';
import type { LaneSummary } from '../model/summary.js';
import type { SweepRow } from './sweep-rows.js';
import { sweepRows } from './sweep-rows.js';
import type { ResultTable, TableCell } from './table.js';
import { numberCell, textCell } from './table.js';

const COMPARED: readonly { key: string; label: string; quantity: Quantity }[] = [
  { key: 'anonymous_kib', label: 'anonymous', quantity: memory },
  { key: 'uss_kib', label: 'USS', quantity: memory },
  { key: 'cpu_cores', label: 'CPU', quantity: cores },
  { key: 'num_threads', label: 'threads', quantity: count },
];

/** Every setting against the default, metric by metric, the largest difference of a metric first. */
export function sweepTable(summary: LaneSummary): ResultTable {
  return {
    title: 'Differences from the default',
    columns: [
      { title: 'setting', align: 'left' },
      { title: 'metric', align: 'left' },
      { title: 'difference [95 % interval]', align: 'right' },
      { title: 'of the default', align: 'right', optional: true },
      { title: 'verdict', align: 'left' },
    ],
    rows: COMPARED.flatMap((metric) =>
      sweepRows(summary, metric.key).map((row): TableCell[] => [
        textCell(row.setting),
        textCell(metric.label),
        numberCell(showInterval(row.difference, row.lo, row.hi, metric.quantity), row.difference),
        numberCell(row.share === null ? UNKNOWN : `${(row.share * 100).toFixed(1)} %`, row.share),
        verdictCell(row),
      ]),
    ),
    note: 'Setting minus default, over fresh instances. False discoveries are held at 5 % over all comparisons.',
  };
}

function verdictCell(row: SweepRow): TableCell {
  if (row.failure !== null) return textCell(`✗ ${row.failure}`, 'failed');
  if (row.beyondNoise === null) return textCell('△ too little data to tell', 'unreliable');
  if (row.repeatsNeeded !== null)
    return textCell(`△ not shown: ${row.repeatsNeeded} repeats would be likely to settle it`, 'unreliable');
  return textCell(row.beyondNoise ? 'differs' : 'no difference beyond noise');
}
