import type { PrecisionState } from '@medkit-bench/stats';
import { precisionStop } from '@medkit-bench/stats';
import type { CellPlan } from '../engine/cell.js';
import type { Profile } from '../profile/schema.js';
import { aggregate } from './aggregate.js';
import type { CellRecord } from './cell-record.js';
import { mib } from './format.js';
import type { Lane, LaneFindings } from './lane.js';
import { planCell } from './plan-cell.js';
import type { LaneSettings } from './settings.js';

/** Fewer repeats than this say nothing of a spread. */
const MIN_FOR_PRECISION = 3;

/** Repeats that --precision may add up to. */
const PRECISION_CAP = 30;

/** What does the target cost at rest, or under load. */
export const footprintLane: Lane = {
  name: 'footprint',
  plan: planFootprint,
  enough: (cells, settings) => precisionState(cells, settings)?.stop ?? false,
  summarise: summariseFootprint,
  rowsFor: (numbers) => [{ label: 'footprint', figures: { ...(numbers['cell'] as object) } }],
};

function planFootprint(settings: LaneSettings, profile: Profile): CellPlan[] {
  return Array.from({ length: settings.precision === null ? settings.repeats : PRECISION_CAP }, (_, i) =>
    planCell(settings, profile, { id: `rep${i + 1}`, label: `repeat ${i + 1}`, repeat: i + 1 }),
  );
}

/** How tight the interval of memory is by now; it keeps its level however often one looks. Null without --precision. */
function precisionState(cells: readonly CellRecord[], settings: LaneSettings): PrecisionState | null {
  if (settings.precision === null) return null;
  const known = cells
    .filter((cell) => cell.status === 'ok' && cell.steady)
    .map((cell) => cell.anonymous_kib ?? cell.uss_kib)
    .filter((kib): kib is number => kib !== null && kib > 0);
  if (known.length < MIN_FOR_PRECISION) return null;
  return precisionStop(known, { target: settings.precision, level: 0.95, cap: PRECISION_CAP });
}

function precisionNumbers(cells: readonly CellRecord[], settings: LaneSettings): Record<string, unknown> {
  const state = precisionState(cells, settings);
  if (!state) return {};
  const bound = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    precision: {
      metric: 'anonymous_kib',
      target: settings.precision,
      reached: state.why === 'reached',
      centre_kib: state.centre,
      // A confidence sequence: wider than an interval for a number of repeats fixed beforehand.
      lo95: bound(state.lo),
      hi95: bound(state.hi),
    },
  };
}

function summariseFootprint(
  cells: readonly CellRecord[],
  settings: LaneSettings,
  profile: Profile,
): LaneFindings {
  const cell = aggregate(cells);
  const measured = cells.filter((record) => record.status === 'ok').length;
  if (measured === 0) {
    return {
      verdict: 'NOT MEASURED',
      headline: 'No repeat could be measured.',
      reason: 'every cell failed',
      numbers: { cell },
    };
  }
  const cpu = cell.cpu_cores_median === null ? 'unknown CPU' : `${cell.cpu_cores_median.toFixed(3)} cores`;
  const when = settings.load === null ? 'at rest' : `under ${settings.load} load`;
  return {
    verdict: cell.settled ? 'steady' : 'unsettled',
    headline: `${profile.name} costs ${mib(cell.uss_kib_median)} of memory of its own (USS), ${cpu} and ${cell.num_threads_median ?? 'unknown'} threads ${when}${cell.settled ? '' : ', but it never settled'}.`,
    reason: `median over ${cell.settled ? 'the steady' : 'all'} repeats (${cell.steady_count} steady), ${profile.start.kind === 'attach' ? 'each a window of the one process that runs' : 'each from a fresh instance'}`,
    numbers: {
      cell,
      fresh_instances: profile.start.kind !== 'attach',
      ...precisionNumbers(cells, settings),
    },
  };
}
