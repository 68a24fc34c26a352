import { planGraph } from '@medkit-bench/graph-generator';
import type { LocalTarget } from '@medkit-bench/targets';
import { isBenchError, messageOf, EXIT } from '../errors.js';
import type { CellRecord } from '../lanes/cell-record.js';
import type { Lane } from '../lanes/lane.js';
import type { LaneSettings } from '../lanes/settings.js';
import type { CellPlan } from './cell.js';
import { CellSamples } from './cell-samples.js';
import { clearCell, readFinishedCell, writeCell } from './cell-store.js';
import type { Sides } from './open-sides.js';
import type { Progress } from './progress.js';
import { failedCell, measuredCell } from './record-cell.js';
import { runCell } from './run-cell.js';

/** After this many failures in a row with nothing measured, the rest would only fail the same way. */
const GIVE_UP_AFTER = 3;

export interface RunCellsOptions {
  lane: Lane;
  cells: readonly CellPlan[];
  laneDir: string;
  label: string;
  settings: LaneSettings;
  target: LocalTarget;
  /** What each cell is brought up by. */
  sides: Sides;
  resume: boolean;
  progress: Progress;
  /** Called before anything of a cell is written, with what was measured so far. */
  beforeWrite?: (records: readonly CellRecord[]) => void;
  signal: AbortSignal;
}

/** Runs the cells one after another, each on disk before the next begins; finished ones are kept on resume. */
export async function runCells(options: RunCellsOptions): Promise<CellRecord[]> {
  const records: CellRecord[] = [];
  let failuresInARow = 0;
  for (const [index, plan] of options.cells.entries()) {
    if (options.lane.enough?.(records, options.settings)) break;
    const kept = options.resume ? readFinishedCell(options.laneDir, plan.id) : null;
    if (kept) {
      options.progress.cellKept(index);
      records.push(kept);
      continue;
    }
    clearCell(options.laneDir, plan.id);
    options.progress.cellStart(index, plan);
    const record = await runOne(plan, records, options);
    records.push(record);
    options.progress.cellEnd(index, outcomeText(record));
    failuresInARow = record.status === 'failed' ? failuresInARow + 1 : 0;
    if (failuresInARow >= GIVE_UP_AFTER && records.every((other) => other.status === 'failed')) {
      options.progress.note(`the first ${GIVE_UP_AFTER} cells failed; the rest is not tried`);
      break;
    }
  }
  return records;
}

async function runOne(
  plan: CellPlan,
  before: readonly CellRecord[],
  options: RunCellsOptions,
): Promise<CellRecord> {
  const startedAt = new Date();
  // Not from the calendar: somebody may set the clock meanwhile.
  const startMs = performance.now();
  const timing = (): { startedAt: Date; durationS: number } => ({
    startedAt,
    durationS: (performance.now() - startMs) / 1000,
  });
  const samples = new CellSamples(options.laneDir, plan.id);
  try {
    const watched = await runCell({
      ...options,
      samples,
      ...options.sides.of(plan.group),
      plan,
      graph: graphOf(plan, options.settings),
      shape: options.settings,
      onPhase: (phase) => options.progress.phase(phase),
      onSample: (sample) => options.progress.sample(sample),
    });
    const took = timing();
    const subjects = watched.subjects.map((one, i) => ({ ...one, samples: samples.columns(i) }));
    const record = measuredCell(plan, { ...watched, subjects }, took);
    options.beforeWrite?.(before);
    samples.finish();
    writeCell(options.laneDir, record, watched.profiled?.files);
    return record;
  } catch (error) {
    samples.discard();
    options.signal.throwIfAborted();
    if (isBenchError(error) && error.exitCode === EXIT.refused) throw error;
    const record = failedCell(plan, messageOf(error), timing());
    options.beforeWrite?.(before);
    writeCell(options.laneDir, record);
    return record;
  }
}

function graphOf(plan: CellPlan, settings: LaneSettings): ReturnType<typeof planGraph> | null {
  if (plan.entities === null) return null;
  const { topicsPerNode, servicesPerNode, paramsPerNode, msgTypes } = settings;
  return planGraph({ entities: plan.entities, topicsPerNode, servicesPerNode, paramsPerNode, msgTypes });
}

function outcomeText(record: CellRecord): string {
  if (record.status === 'failed') return `FAILED: ${record.failure}`;
  if (record.profiled) return profiledText(record.profiled);
  if (record.cycles) return cyclesText(record.cycles);
  const uss = record.uss_kib === null ? 'USS unknown' : `USS ${(record.uss_kib / 1024).toFixed(1)} MiB`;
  const cpu = record.cpu_cores === null ? 'CPU unknown' : `CPU ${record.cpu_cores.toFixed(3)}`;
  const count = record.entity_count === null ? '' : `, ${record.entity_count} entities`;
  return `${uss}, ${cpu}${count}${record.steady ? '' : `, NOT STEADY (${record.steady_reason})`}`;
}

// Its memory goes up and down on purpose.
function cyclesText({ steps, asked, failure }: NonNullable<CellRecord['cycles']>): string {
  return `${steps.length} of ${asked} cycles of growing and shrinking${failure === null ? '' : ` (${failure})`}`;
}

// Sizes under a profiler are not the target's, so they are not shown here.
function profiledText(profiled: NonNullable<CellRecord['profiled']>): string {
  if (profiled.tool === 'valgrind')
    return `${profiled.definitely_lost} bytes in ${profiled.definitely_lost_blocks} blocks definitely lost`;
  return `${(profiled.peak_bytes / 2 ** 20).toFixed(1)} MiB of heap at most, ${(profiled.total_leaked / 2 ** 20).toFixed(2)} MiB not freed at the end`;
}
