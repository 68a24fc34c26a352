import os from 'node:os';
import path from 'node:path';
import { localTarget, removeLeftovers } from '@medkit-bench/targets';
import { badInput, EXIT, Interrupted } from '../errors.js';
import type { CellRecord } from '../lanes/cell-record.js';
import { instrumentState, instrumentWarnings } from '../instrument/instrument-state.js';
import type { Environment } from '../instrument/state-folder.js';
import { LANES } from '../lanes/index.js';
import type { LaneSettings } from '../lanes/settings.js';
import type { LaneName } from '../lanes/settings.js';
import type { Profile } from '../profile/schema.js';
import { forLane } from '../profile/for-lane.js';
import { METHOD_VERSION, VERSION } from '../version.js';
import type { CellPlan } from './cell.js';
import { runMetadata } from './metadata.js';
import { LiveProgress } from './live-progress.js';
import type { PlanFile } from './plan-file.js';
import { estimateCellS, readPlan, requireSamePlan, writePlan } from './plan-file.js';
import type { Sides } from './open-sides.js';
import { closeSides, openSides } from './open-sides.js';
import type { ProgressOutput } from './progress.js';
import { formatDuration } from './progress.js';
import { runCells } from './run-cells.js';
import { removeInstanceFolders } from './instance-folders.js';
import { requireRoom } from './require-room.js';
import { restoreRun } from './restore-run.js';
import { labelOf, openRun } from './run-label.js';
import { writeJson } from './store.js';
import type { SummaryFindings } from './summary-findings.js';
import { summaryFindings } from './summary-findings.js';

export interface LaneRunOptions {
  lane: LaneName;
  profile: Profile;
  settings: LaneSettings;
  /** `<results>/<run>`. */
  runDir: string;
  resume: boolean;
  strict: boolean;
  /** Words of a verdict that make the run fail. */
  failOn: readonly string[];
  quiet: boolean;
  env: Environment;
  out: ProgressOutput;
  signal: AbortSignal;
}

/** A summary as it stands in `summary.json`. */
export type Summary = SummaryFindings;

/** The records of a summary's cells, wherever the lane keeps them. */
export function cellRecordsOf(summary: Readonly<Record<string, unknown>>): CellRecord[] {
  return (summary['cell_records'] ?? summary['cells']) as CellRecord[];
}

export interface LaneRunResult {
  summary: Summary;
  laneDir: string;
  exitCode: number;
}

/** The cells a lane would run; checks on the way that the profile has the parts it needs. */
export function planLane(lane: LaneName, profile: Profile, settings: LaneSettings): CellPlan[] {
  if (settings.load !== null && !profile.load) {
    throw badInput(
      `profile '${profile.name}' says nothing of load`,
      'add load: (base_url and paths) to the profile, or leave --load out',
    );
  }
  const cells = LANES[lane].plan(settings, profile);
  requireRoom(cells, Object.keys(profile.subjects).length);
  return cells;
}

/** What a dry run prints. */
export function describePlan(lane: LaneName, cells: readonly CellPlan[]): string {
  const totalS = cells.reduce((sum, cell) => sum + estimateCellS(cell), 0);
  const lines = cells.map(
    (cell) => `  ${cell.id.padEnd(24)} ${cell.label} - ${formatDuration(estimateCellS(cell))}`,
  );
  return [
    `${lane}: ${cells.length} cells, about ${formatDuration(totalS)} (longer where warm-up is slow)`,
    ...lines,
  ].join('\n');
}

/** Removes what a killed process of this run left on the host. */
async function removeEarlier(label: string): Promise<void> {
  const left = await removeLeftovers({ label });
  removeInstanceFolders(label, left.processes);
}

/** Runs a lane to its summary. Throws {@link Interrupted} after tearing down when asked to stop. */
export async function runLane(options: LaneRunOptions): Promise<LaneRunResult> {
  const { lane, settings, signal } = options;
  const profile = forLane(options.profile, lane);
  const laneDir = path.join(options.runDir, lane);
  const cells = planLane(lane, profile, settings);
  const load1AtStart = refuseHighLoad(options.strict);
  const plan = preparePlan(options, laneDir, cells);
  // Nothing can carry the label of a new run: only one that goes on asks the engine, whose client costs half a second.
  const earlier = labelOf(options.runDir);
  if (earlier !== null) await removeEarlier(earlier);
  const label = openRun(options.runDir);
  const progress = new LiveProgress(
    options.out,
    lane,
    cells.map(estimateCellS),
    options.quiet,
    options.runDir,
  );
  const restore = (measured: readonly CellRecord[]): void => {
    if (restoreRun({ runDir: options.runDir, laneDir, label, plan }, measured))
      progress.note(`${laneDir} was removed meanwhile; what is known of the run was written again`);
  };
  const target = localTarget();
  let sides: Sides | null = null;
  try {
    sides = await openSides(profile, lane, target);
    const records = await runCells({
      ...options,
      sides,
      lane: LANES[lane],
      cells,
      laneDir,
      label,
      target,
      progress,
      beforeWrite: restore,
    });
    restore(records);
    const metadata = {
      ...(await runMetadata(target, records, load1AtStart)),
      instrument: instrumentState(options.env, new Date()),
    };
    writeJson(path.join(laneDir, 'run_metadata.json'), metadata);
    const summary = await summarise(options, records, cells.length, {
      startedAt: plan.created_at,
      metadata,
      load1AtStart,
    });
    writeJson(path.join(laneDir, 'summary.json'), summary);
    return { summary, laneDir, exitCode: exitCodeOf(summary, options) };
  } catch (error) {
    if (signal.aborted) throw new Interrupted();
    throw error;
  } finally {
    progress.done();
    await closeSides(sides, (text) => progress.note(text));
    await target.close();
  }
}

/** Verdicts of lanes that gate which end with exit code 1. */
const FIRED: ReadonlySet<string> = new Set(['leak', 'suspected', 'fail', 'regressed', 'broken']);

/** Verdicts of lanes that gate which leave the question open. */
const UNDECIDED: ReadonlySet<string> = new Set(['indeterminate', 'inconclusive']);

/** A gate that fired comes before cells that could not be measured. */
export function exitCodeOf(
  summary: Summary,
  options: Pick<LaneRunOptions, 'lane' | 'strict' | 'failOn'>,
): number {
  const { gates, words: others } = LANES[options.lane];
  const words = [summary.verdict, ...(others?.(summary) ?? [])].map((word) => word.toLowerCase());
  const has = (asked: string): boolean => words.some((word) => word.includes(asked.toLowerCase()));
  if (options.failOn.some(has)) return EXIT.gate;
  if (gates && words.some((word) => FIRED.has(word))) return EXIT.gate;
  if (summary.status !== 'ok') return EXIT.notMeasured;
  const undecided = gates && words.some((word) => UNDECIDED.has(word));
  return undecided && options.strict ? EXIT.notMeasured : EXIT.ok;
}

function refuseHighLoad(strict: boolean): number {
  const load1 = os.loadavg()[0] ?? 0;
  const cores = os.availableParallelism();
  if (strict && load1 > cores) {
    throw badInput(
      `--strict: load1 is ${load1.toFixed(2)} on ${cores} cores, figures would not be comparable`,
      'stop other work or leave --strict out',
    );
  }
  return load1;
}

function preparePlan(options: LaneRunOptions, laneDir: string, cells: readonly CellPlan[]): PlanFile {
  const { lane, profile, settings } = options;
  const earlier = readPlan(laneDir);
  if (options.resume && earlier) {
    requireSamePlan(earlier, profile, settings);
    return earlier;
  }
  if (earlier) {
    throw badInput(
      `${laneDir} already holds a ${lane} run`,
      'add --resume to continue it, or choose another --run-dir',
    );
  }
  const plan: PlanFile = {
    schema_version: 1,
    lane,
    profile,
    settings,
    cells: cells.map((cell) => cell.id),
    created_at: new Date().toISOString(),
  };
  writePlan(laneDir, plan);
  return plan;
}

interface SummaryContext {
  startedAt: string;
  metadata: Record<string, unknown>;
  load1AtStart: number;
}

async function summarise(
  options: LaneRunOptions,
  cells: CellRecord[],
  planned: number,
  context: SummaryContext,
): Promise<Summary> {
  const { lane } = options;
  const findings = await summaryFindings(lane, cells, options.settings, options.profile, {
    planned,
    load1AtStart: context.load1AtStart,
    nproc: os.availableParallelism(),
  });
  return {
    schema_version: 1,
    tool_version: VERSION,
    method_version: METHOD_VERSION,
    started_at: context.startedAt,
    finished_at: new Date().toISOString(),
    ...findings,
    warnings: [
      ...findings.warnings,
      ...(lane === 'calibrate' ? [] : instrumentWarnings(options.env, new Date())),
    ],
    metadata: context.metadata,
  };
}
