import type { LaneFigures } from './lane-metrics.js';
import { censusOf, put, putRow, sampleFromAggregate, sampleOf, usedCells } from './sample-metrics.js';
import { numberAt, type Part, partAt, partsAt, textAt } from './summary-parts.js';

const LATENCIES = ['p50_ms', 'p95_ms', 'p99_ms', 'max_ms', 'error_rate'] as const;

/** Rows by level (`load[heavy].p95_ms`) or setting (`sweep[refresh-200].uss_kib`). */
export function loadMetrics(figures: LaneFigures, lane: 'load' | 'sweep', summary: Part): void {
  const records = partsAt(summary, 'cell_records');
  const rows = partsAt(summary, 'cells');
  for (const row of rows) {
    const key = rowKey(row);
    if (key === null) continue;
    const own = records.filter((cell) => belongs(cell, row, rows));
    const prefix = `${lane}[${key}]`;
    putRow(figures.metrics, prefix, own, row);
    if (lane === 'load') putLatencies(figures, prefix, own, row);
    const census = censusOf(own);
    if (census !== null) figures.threads[key] = census;
  }
}

function putLatencies(figures: LaneFigures, prefix: string, cells: readonly Part[], row: Part): void {
  const used = usedCells(cells);
  for (const name of LATENCIES) {
    const fromCells = sampleOf(used.map((cell) => numberAt(partAt(cell, 'load'), name)));
    put(
      figures.metrics,
      `${prefix}.${name}`,
      fromCells ?? sampleFromAggregate(row, name) ?? plain(row, name),
    );
  }
}

function plain(row: Part, name: string): ReturnType<typeof sampleOf> {
  const value = numberAt(row, name);
  return value === null ? null : { kind: 'sample', values: null, median: value };
}

/** `heavy`, or `heavy,new` where each request has a connection of its own. */
function rowKey(row: Part): string | null {
  const name = textAt(row, 'level') ?? textAt(row, 'setting') ?? textAt(row, 'label');
  if (name === null) return null;
  return textAt(row, 'connections') === 'new' ? `${name},new` : name;
}

/** A record belongs to the row of its group; with several kinds of connections, to the one of its own kind. */
function belongs(cell: Part, row: Part, rows: readonly Part[]): boolean {
  const group = textAt(cell, 'group') ?? textAt(cell, 'label');
  const name = textAt(row, 'level') ?? textAt(row, 'setting') ?? textAt(row, 'label');
  const kind = textAt(row, 'connections');
  if (group === rowKey(row)) return kind === null || fits(cell, kind);
  if (group !== name) return group === `${name}-${kind}` || group === `${name} ${kind}`;
  const siblings = rows.filter((other) => textAt(other, 'level') === name);
  return siblings.length <= 1 || (kind !== null && textAt(cell, 'connections') === kind);
}

function fits(cell: Part, kind: string): boolean {
  const own = textAt(cell, 'connections');
  return own === null || own === kind;
}
