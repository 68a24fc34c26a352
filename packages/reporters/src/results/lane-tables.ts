import type { LaneSummary } from '../model/summary.js';
import { buildsTable } from './builds-table.js';
import { calibrationTable } from './calibration-table.js';
import { churnTable, churnWindowTable } from './churn-table.js';
import { faultGrowthTable, faultTable } from './fault-table.js';
import { footprintTable } from './footprint-table.js';
import { heapHonestyTable, heapPhaseTable, lostTable } from './heap-tables.js';
import { loadTable } from './load-table.js';
import { cycleTable, residueTable } from './residue-table.js';
import { fitTable, scalingTable } from './scaling-table.js';
import { siteTables } from './site-tables.js';
import { sweepTable } from './sweep-table.js';
import type { ResultTable } from './table.js';

const BY_LANE: ReadonlyMap<string, (summary: LaneSummary) => readonly ResultTable[]> = new Map([
  ['ab', (summary: LaneSummary) => [buildsTable(summary)]],
  ['aa', (summary: LaneSummary) => [buildsTable(summary)]],
  ['calibrate', (summary: LaneSummary) => [calibrationTable(summary)]],
  ['sweep', (summary: LaneSummary) => [sweepTable(summary)]],
  ['load', (summary: LaneSummary) => [loadTable(summary)]],
  ['fault', (summary: LaneSummary) => [faultTable(summary), ...filled([faultGrowthTable(summary)])]],
  [
    'churn',
    (summary: LaneSummary) => [
      churnTable(summary),
      ...filled([residueTable(summary), churnWindowTable(summary), cycleTable(summary)]),
    ],
  ],
  [
    'heap',
    (summary: LaneSummary) => [
      heapPhaseTable(summary),
      ...siteTables(summary),
      ...filled([heapHonestyTable(summary)]),
    ],
  ],
  ['memcheck', (summary: LaneSummary) => [lostTable(summary), ...siteTables(summary)]],
  ['attribute', siteTables],
]);

/** The tables that answer a lane's question; a lane without its own shows its cells. */
export function mainTables(summary: LaneSummary): readonly ResultTable[] {
  const own = BY_LANE.get(summary.lane);
  if (own) return own(summary);
  if (summary.cell) return [footprintTable(summary)];
  return summary.rows && summary.fits ? filled([scalingTable(summary), fitTable(summary)]) : [];
}

function filled(tables: readonly ResultTable[]): readonly ResultTable[] {
  return tables.filter((table) => table.rows.length > 0);
}
