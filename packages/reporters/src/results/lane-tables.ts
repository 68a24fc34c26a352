import type { LaneSummary } from '../model/summary.js';
import { calibrationTable } from './calibration-table.js';
import { cellTable } from './cell-table.js';
import { footprintTable } from './footprint-table.js';
import { fitTable, scalingTable } from './scaling-table.js';
import { loadTable } from './load-table.js';
import { sweepTable } from './sweep-table.js';
import type { ResultTable } from './table.js';

/** The tables that answer a lane's question; a lane without its own shows its cells. */
export function mainTables(summary: LaneSummary): readonly ResultTable[] {
  if (summary.lane === 'calibrate') return [calibrationTable(summary)];
  if (summary.lane === 'sweep') return [sweepTable(summary)];
  if (summary.lane === 'load') return [loadTable(summary)];
  if (summary.cell) return [footprintTable(summary)];
  if (summary.rows && summary.fits)
    return [scalingTable(summary), fitTable(summary)].filter((table) => table.rows.length > 0);
  return [];
}

/** All tables of a lane, the cells last. */
export function allTables(summary: LaneSummary): readonly ResultTable[] {
  return [...mainTables(summary), cellTable(summary)];
}
