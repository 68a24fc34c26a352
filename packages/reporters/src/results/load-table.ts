import { cores, memory, milliseconds, UNKNOWN } from '../format/number.js';
import { readNumber } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';
import type { LoadRow } from './load-rows.js';
import { intervalCell } from './interval-cell.js';
import { loadRows } from './load-rows.js';
import type { ResultTable, TableCell } from './table.js';
import { numberCell, textCell } from './table.js';

/** What clients felt and what it cost the host, a row per level and kind of connection. */
export function loadTable(summary: LaneSummary): ResultTable {
  return {
    title: 'Levels of load',
    columns: [
      { title: 'level', align: 'left' },
      { title: 'p50 [95 %]', align: 'right' },
      { title: 'p95 [95 %]', align: 'right' },
      { title: 'p99 [95 %]', align: 'right' },
      { title: 'errors', align: 'right' },
      { title: 'requests/s', align: 'right', optional: true },
      { title: 'USS [95 %]', align: 'right' },
      { title: 'CPU [95 %]', align: 'right' },
      { title: 'state', align: 'left' },
    ],
    rows: loadRows(summary).map(rowOf),
    note: 'Latency from the intended send time, failures kept in the tail; median over repeats.',
  };
}

function rowOf(row: LoadRow): TableCell[] {
  const value = (key: string): number | null => readNumber(row.cell, key);
  const errors = value('error_rate');
  const rate = value('achieved_rate_per_s');
  return [
    textCell(row.name),
    intervalCell(row.cell, 'p50_ms', milliseconds),
    intervalCell(row.cell, 'p95_ms', milliseconds),
    intervalCell(row.cell, 'p99_ms', milliseconds),
    numberCell(errors === null ? UNKNOWN : `${(errors * 100).toFixed(2)} %`, errors),
    numberCell(rate === null ? UNKNOWN : rate.toFixed(1), rate),
    intervalCell(row.cell, 'uss_kib', memory),
    intervalCell(row.cell, 'cpu_cores', cores),
    stateOf(row),
  ];
}

function stateOf(row: LoadRow): TableCell {
  if (row.failure !== null) return textCell(`✗ ${row.failure}`, 'failed');
  const retried = readNumber(row.cell, 'retried_count') ?? 0;
  // A close race is no error, but whoever reads the tail should know of it.
  const again = retried > 0 ? `, ${retried} sent again on a new connection` : '';
  return row.generatorBound
    ? textCell(`△ generator late: not the target alone${again}`, 'unreliable')
    : textCell(`measured${again}`);
}
