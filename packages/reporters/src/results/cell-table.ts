import { cores, memory, showValue, UNKNOWN } from '../format/number.js';
import { readKey, readNumber, readText } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';
import type { ResultTable, TableCell } from './table.js';
import { numberCell, textCell } from './table.js';

/** Every cell, failed ones with their reason: what the aggregates are made of. */
export function cellTable(summary: LaneSummary): ResultTable {
  return {
    title: 'Cells',
    columns: [
      { title: 'cell', align: 'left' },
      { title: 'USS', align: 'right' },
      { title: 'anonymous', align: 'right', optional: true },
      { title: 'CPU', align: 'right' },
      { title: 'samples', align: 'right', optional: true },
      { title: 'state', align: 'left' },
    ],
    rows: (summary.cell_records ?? summary.cells).map(cellRow),
    note: 'A failed cell has no numbers; it is never counted as zero.',
  };
}

function cellRow(cell: object): TableCell[] {
  const uss = readNumber(cell, 'uss_kib');
  const anonymous = readNumber(cell, 'anonymous_kib');
  const cpu = readNumber(cell, 'cpu_cores');
  const used = readNumber(cell, 'samples');
  const total = readNumber(cell, 'samples_total');
  const failed = cellFailed(cell);
  return [
    textCell(readText(cell, 'id') ?? UNKNOWN),
    failed ? textCell('failed', 'failed') : numberCell(showValue(uss, memory), uss),
    failed ? textCell('—') : numberCell(showValue(anonymous, memory), anonymous),
    failed ? textCell('—') : numberCell(showValue(cpu, cores), cpu),
    numberCell(used === null ? UNKNOWN : `${used} of ${total ?? UNKNOWN}`, used),
    stateCell(cell, failed),
  ];
}

/** Did this cell fail to measure? */
export function cellFailed(cell: object): boolean {
  return readKey(cell, 'status') === 'failed';
}

/** Is anything to be said of this cell's steadiness? Not under a profiler, nor where memory is moved on purpose. */
export function cellJudged(cell: object): boolean {
  return !isThere(readKey(cell, 'profiled')) && !isThere(readKey(cell, 'cycles'));
}

function isThere(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function stateCell(cell: object, failed: boolean): TableCell {
  if (failed) return textCell(`✗ ${readText(cell, 'failure') ?? 'failed, no reason given'}`, 'failed');
  const tool = readText(readKey(cell, 'profiled'), 'tool');
  if (tool !== null) return textCell(`under ${tool}: sizes are not the server's own`);
  if (!cellJudged(cell)) return textCell('grown and shrunk on purpose');
  if (readKey(cell, 'steady') === true) return textCell('steady');
  return textCell(`△ not steady: ${readText(cell, 'steady_reason') ?? 'no reason given'}`, 'unreliable');
}
