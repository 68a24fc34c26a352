import type { CellPlan, CyclesPlan } from '../engine/cell.js';
import { cyclesWindowS } from '../engine/cycle-activity.js';
import type { Profile } from '../profile/schema.js';
import type { CellRecord } from './cell-record.js';
import { withInterval } from './format.js';
import type { LaneFindings } from './lane.js';
import { planCell } from './plan-cell.js';
import type { ResidueRow } from './residue-rows.js';
import type { ResidueVerdict } from './residue-verdict.js';
import { judgeResidue } from './residue-verdict.js';
import type { LaneSettings } from './settings.js';

/** What churn's cell of cycles says, in its own words. */
export interface ResidueFindings extends Omit<ResidueVerdict, 'verdict' | 'limit_bytes_per_cycle'> {
  verdict: ResidueVerdict['verdict'] | 'NOT MEASURED';
  limit_bytes_per_cycle: number | null;
  cell_id: string;
  entities: number | null;
  metric: string | null;
  rows: ResidueRow[];
}

/** Readings wanted in each held state. */
const READINGS_A_HOLD = 10;

/** The cell in which the graph is grown and shrunk back; none unless cycles were asked for. */
export function planResidue(settings: LaneSettings, profile: Profile): CellPlan[] {
  const cycles = cyclesPlan(settings);
  if (cycles === null) return [];
  const intervalS = Math.min(settings.intervalS, cycles.holdS / READINGS_A_HOLD);
  return [
    planCell(settings, profile, {
      id: 'residue',
      label: `${cycles.count} cycles of ${cycles.growBy} entities more and less`,
      repeat: 1,
      group: 'residue',
      cycles,
      windowS: cyclesWindowS(cycles),
      intervalS,
      memoryIntervalS: intervalS,
    }),
  ];
}

function cyclesPlan({ cycles, cycleGrow, cycleHoldS, entities }: LaneSettings): CyclesPlan | null {
  if (!(cycles > 0)) return null;
  return { count: cycles, growBy: cycleGrow ?? entities[0] ?? 1, holdS: cycleHoldS };
}

/** What the cycles left, and whether that is a leak; null when none were asked for. */
export function summariseResidue(
  cells: readonly CellRecord[],
  settings: LaneSettings,
): ResidueFindings | null {
  const plan = cyclesPlan(settings);
  if (plan === null) return null;
  const cell = cells.find((one) => one.group === 'residue');
  const report = cell?.cycles;
  if (!cell?.residue || !report) return notMeasured(plan, cell);
  const { rows, metric } = cell.residue;
  return {
    ...judgeResidue(rows, report, stillBytes(cells, 2 * report.hold_s)),
    cell_id: cell.id,
    entities: cell.entity_count,
    metric,
    rows,
  };
}

/** Growth that the static windows allow over the length of a cycle, bytes. */
function stillBytes(cells: readonly CellRecord[], cycleS: number): number | null {
  const trends = cells.flatMap((cell) =>
    cell.group === 'static' && cell.status === 'ok' && cell.trend ? [cell.trend] : [],
  );
  if (trends.length === 0) return null;
  return cycleS * Math.max(...trends.map((trend) => trend.hi95 ?? Infinity));
}

function notMeasured(plan: CyclesPlan, cell: CellRecord | undefined): ResidueFindings {
  return {
    verdict: 'NOT MEASURED',
    reason: cell?.failure ?? 'the cycles were not run',
    cycles: 0,
    judged_cycles: 0,
    grown_by: plan.growBy,
    bytes_per_cycle: null,
    lo95: null,
    hi95: null,
    bytes_per_entity: null,
    grown_bytes: null,
    limit_bytes_per_cycle: null,
    cell_id: 'residue',
    entities: null,
    metric: null,
    rows: [],
  };
}

/** Churn's words with the cycles' beside them: a leak of either is a leak, and both must pass to pass. */
export function withResidue(
  words: Omit<LaneFindings, 'numbers'>,
  residue: ResidueFindings | null,
): Omit<LaneFindings, 'numbers'> {
  if (residue === null) return words;
  const verdicts = [words.verdict, residue.verdict];
  const verdict = verdicts.includes('LEAK')
    ? 'LEAK'
    : verdicts.every((one) => one === 'PASS')
      ? 'PASS'
      : 'INDETERMINATE';
  return {
    verdict,
    headline: `${words.headline} ${sentence(residue)}`,
    reason: `windows: ${words.reason}; cycles: ${residue.verdict}: ${residue.reason}`,
  };
}

function sentence(residue: ResidueFindings): string {
  if (residue.verdict === 'NOT MEASURED') return 'What stays after growing and shrinking was not measured.';
  const { bytes_per_cycle: bytes, lo95, hi95, grown_by: by, cycles } = residue;
  const stays = `${withInterval(bytes, lo95, hi95, 0)} bytes a cycle over ${cycles} cycles of ${by} entities more and less`;
  if (residue.verdict === 'LEAK') return `Growing and shrinking back leaks: ${stays}.`;
  if (residue.verdict === 'PASS') return `Growing and shrinking back leaves nothing: ${stays}.`;
  return `Whether growing and shrinking back leaves something cannot be said: ${stays}.`;
}
