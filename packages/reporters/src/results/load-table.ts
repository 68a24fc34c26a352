import { cores, memory, showValue, UNKNOWN } from '../format/number.js';
import { readNumber } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';
import type { LoadRow } from './load-rows.js';
import { loadRows } from './load-rows.js';
import type { ResultTable, TableCell } from './table.js';
import { numberCell, textCell } from './table.js';

/** What clients felt and what it cost the host, a row per level and kind of connection. */
export function loadTable(summary: LaneSummary): ResultTable {
  return {
    title: 'Levels of load',
    columns: [
      { title: 'level', align: 'left' },
      { title: 'p50', align: 'right' },
      { title: 'p95', align: 'right' },
      { title: 'p99 [95 % interval]', align: 'right' },
      { title: 'errors', align: 'right' },
      { title: 'requests/s', align: 'right', optional: true },
      { title: 'USS', align: 'right' },
      { title: 'CPU', align: 'right' },
      { title: 'state', align: 'left' },
    ],
    rows: loadRows(summary).map(rowOf),
    note: 'Latency from the intended send time, failures kept in the tail; median over repeats.',
  };
}

function rowOf(row: LoadRow): TableCell[] {
  const value = (key: string): number | null => readNumber(row.cell, key);
  const p99 = value('p99_ms_median');
  const errors = value('error_rate');
  const rate = value('achieved_rate_per_s');
  return [
    textCell(row.name),
    milliseconds(value('p50_ms_median')),
    milliseconds(value('p95_ms_median')),
    p99 === null
      ? milliseconds(null)
      : numberCell(`${p99.toFixed(2)} ms [${end(value('p99_ms_lo95'))}, ${end(value('p99_ms_hi95'))}]`, p99),
    numberCell(errors === null ? UNKNOWN : `${(errors * 100).toFixed(2)} %`, errors),
    numberCell(rate === null ? UNKNOWN : rate.toFixed(1), rate),
    numberCell(showValue(value('uss_kib_median'), memory), value('uss_kib_median')),
    numberCell(showValue(value('cpu_cores_median'), cores), value('cpu_cores_median')),
    stateOf(row),
  ];
}

function milliseconds(value: number | null): TableCell {
  return numberCell(value === null ? UNKNOWN : `${value.toFixed(2)} ms`, value);
}

function end(value: number | null): string {
  return value === null ? '—' : value.toFixed(2);
}

function stateOf(row: LoadRow): TableCell {
  if (row.failure !== null) return textCell(`✗ ${row.failure}`, 'failed');
  return row.generatorBound
    ? textCell('△ generator late: not the target alone', 'unreliable')
    : textCell('measured');
}
