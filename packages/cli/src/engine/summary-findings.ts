import type { CellRecord } from '../lanes/cell-record.js';
import { LANES } from '../lanes/index.js';
import { profilerWarnings } from '../lanes/profiler-warnings.js';
import type { LaneName, LaneSettings } from '../lanes/settings.js';
import { insightsOf } from '../lanes/signals.js';
import type { Warning } from '../lanes/warnings.js';
import { warningsFrom } from '../lanes/warnings.js';
import type { Profile } from '../profile/schema.js';

/** The host and the plan, as far as a summary depends on them. */
export interface SummaryConditions {
  /** Cells that the lane set out to measure. */
  planned: number;
  load1AtStart: number;
  nproc: number;
}

/** What follows from a lane's cells, settings and profile alone, and can be worked out again later. */
export type SummaryFindings = Record<string, unknown> & {
  lane: string;
  status: 'ok' | 'partial' | 'failed';
  verdict: string;
  headline: string;
  cells: unknown[];
  warnings: Warning[];
};

/** The part of `summary.json` that is arithmetic; the rest is when and where it was measured. */
export async function summaryFindings(
  lane: LaneName,
  cells: readonly CellRecord[],
  settings: LaneSettings,
  profile: Profile,
  conditions: SummaryConditions,
): Promise<SummaryFindings> {
  const { load1AtStart, nproc } = conditions;
  const measured = cells.filter((cell) => cell.status === 'ok').length;
  // A lane that has learned enough leaves the rest of its plan out; nothing is missing then.
  const wanted = LANES[lane].enough?.(cells, settings) ? cells.length : conditions.planned;
  const { numbers, ...findings } = LANES[lane].summarise(cells, settings, profile);
  return {
    lane,
    status: measured === 0 ? 'failed' : measured === wanted ? 'ok' : 'partial',
    ...findings,
    profile: profile.name,
    quick: settings.quick,
    parameters: laneParameters(lane, settings),
    // A lane whose table stands under `cells` keeps its records under `cell_records`.
    cells: [...cells],
    ...numbers,
    ...(await insightsOf(lane, measured === 0 ? [] : LANES[lane].rowsFor(numbers), profile)),
    high_load: load1AtStart > nproc || cells.some((cell) => cell.conditions?.high_load === true),
    warnings: [
      ...warningsFrom(
        // What leaks or serves requests in a calibration is not meant to hold still.
        cells.filter(
          (cell) => cell.profiled === null && !(lane === 'calibrate' && (cell.trend ?? cell.load) !== null),
        ),
        {
          quick: settings.quick,
          repeats: LANES[lane].profiled || lane === 'calibrate' ? null : settings.repeats,
          load1AtStart,
          nproc,
          loadWay: loadWayOf(profile),
        },
      ),
      ...profilerWarnings(cells),
    ],
  };
}

/** How requests get to the target where that is not straight from this host. */
function loadWayOf({ load, start }: Profile): 'ssh' | 'target' | null {
  if (load?.from === 'target') return 'target';
  const forwarded =
    (start.kind === 'ssh' || start.kind === 'attach') && Object.keys(start.forward).length > 0;
  return forwarded ? 'ssh' : null;
}

/** The settings under the names of the flags. */
function laneParameters(lane: LaneName, settings: LaneSettings): Record<string, unknown> {
  return {
    duration_s: settings.durationS,
    interval_s: settings.intervalS,
    memory_interval_s: settings.memoryIntervalS,
    repeats: settings.repeats,
    entities: settings.entities,
    refresh_ms: settings.refreshMs,
    topics_per_node: settings.topicsPerNode,
    services_per_node: settings.servicesPerNode,
    params_per_node: settings.paramsPerNode,
    msg_types: settings.msgTypes,
    load: settings.load,
    ...ownParameters(lane, settings),
    precision: settings.precision,
    set: settings.params,
    quick: settings.quick,
  };
}

function ownParameters(lane: LaneName, settings: LaneSettings): Record<string, unknown> {
  switch (lane) {
    case 'load':
      return { levels: settings.levels, connections: settings.connections };
    case 'sweep':
      return { design: settings.design, only: settings.only };
    case 'fault':
      return {
        faults: settings.faults,
        modes: settings.modes,
        pre_s: settings.preS,
        window_s: settings.windowS,
      };
    case 'churn':
      return {
        churn_sec: settings.churnSec,
        churn_count: settings.churnCount,
        cycles: settings.cycles,
        cycle_grow: settings.cycleGrow,
        cycle_hold_s: settings.cycleHoldS,
      };
    case 'heap':
      return { heaptrack_duration_s: settings.heaptrackS };
    case 'memcheck':
      return { settle_s: settings.settleS, fail_on_leak_bytes: settings.failOnLeakBytes };
    case 'ab':
      return { connections: settings.connections, a: settings.buildA, b: settings.buildB };
    case 'aa':
      return { connections: settings.connections, build: settings.buildA };
    case 'attribute':
      return { attribute_from: settings.attributeFrom };
    default:
      return {};
  }
}
