import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Summary } from '../engine/run-lane.js';
import { describePlan, planLane, runLane } from '../engine/run-lane.js';
import { withRunLock } from '../engine/run-lock.js';
import { ensureWritable, newestRunWith, newRunName, runFolder } from '../engine/store.js';
import type { BenchError } from '../errors.js';
import { badInput, EXIT, isBenchError, MISSING_TOOL, notMeasured } from '../errors.js';
import type { CellPlan } from '../engine/cell.js';
import { resolveSettings } from '../config/resolve-settings.js';
import type { LaneName, LaneSettings } from '../lanes/settings.js';
import type { Profile } from '../profile/schema.js';
import { loadProfile } from '../profile/load-profile.js';
import { setVars } from '../profile/set-vars.js';
import type { LeftOut } from '../report/left-out.js';
import { keepLeftOut } from '../report/left-out.js';
import { withBuilds } from '../profile/with-builds.js';
import { BUILD_LANES } from '../lanes/lane-names.js';
import type { Export } from '../report/write-exports.js';
import { ownsStdout, parseExports, writeExports } from '../report/write-exports.js';
import type { SeriesByLane } from '../report/write-reports.js';
import { writeLaneReports, writeRunReports } from '../report/write-reports.js';
import { showSummary } from '../report/show-summary.js';
import { calibrationRecord, keepCalibration, requireCalibration } from '../instrument/calibration-record.js';
import { stateFolder } from '../instrument/state-folder.js';
import type { Globals } from './globals.js';

/** What the commands that measure need from the process they run in. */
export interface Io {
  stdout: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
  stderr: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

interface Job {
  lane: LaneName;
  settings: LaneSettings;
  profile: Profile;
  cells: CellPlan[];
}

/** Runs lanes one after another into one run folder; gives the exit code. */
export async function runLanes(
  lanes: readonly LaneName[],
  globals: Globals,
  flags: Readonly<Record<string, unknown>>,
  io: Io,
  options: { leaveOutImpossible?: boolean } = {},
): Promise<number> {
  const exports = parseExports(flags['export'], globals.json);
  const talks = !globals.json && !ownsStdout(exports);
  const loaded = loadProfile(globals.profile);
  const leaveOut = options.leaveOutImpossible ?? false;
  const { jobs, leftOut } = planJobs(lanes, globals, flags, loaded, leaveOut);
  if (globals.requireCalibration && !lanes.includes('calibrate'))
    requireCalibration(stateFolder(io.env), new Date());
  if (globals.dryRun) {
    const lines = [...jobs.map((job) => describePlan(job.lane, job.cells)), ...leftOut.map(leftOutText)];
    io.stdout.write(`${lines.join('\n')}\n`);
    return EXIT.ok;
  }
  announce(leftOut, globals, io);
  const runDir = chooseRunDir(globals, lanes);
  ensureWritable(runDir);
  const context = { runDir, exports, talks, leaveOut, leftOut, single: lanes.length === 1 };
  const codes = await withRunLock(runDir, () => runJobs(jobs, context, globals, io));
  return globals.exitZero ? EXIT.ok : gravest(codes);
}

interface JobsContext {
  runDir: string;
  exports: Export[];
  talks: boolean;
  /** Whether a lane whose tool is missing is left out rather than failed. */
  leaveOut: boolean;
  leftOut: LeftOut[];
  /** One lane was asked for: its summary is printed, not a list of one. */
  single: boolean;
}

/** Runs the lanes and writes the run's reports; gives each lane's exit code. */
async function runJobs(
  jobs: readonly Job[],
  { runDir, exports, talks, leaveOut, leftOut, single }: JobsContext,
  globals: Globals,
  io: Io,
): Promise<number[]> {
  const summaries: Summary[] = [];
  const series: SeriesByLane = {};
  const codes: number[] = [];
  for (const job of jobs) {
    try {
      const result = await runLane({
        ...globals,
        ...job,
        runDir,
        out: io.stderr,
        env: io.env,
        signal: io.signal,
      });
      if (job.lane === 'calibrate' && job.settings.mistake === null) keep(result.summary, io);
      series[job.lane] = await writeLaneReports(result.laneDir, result.summary);
      summaries.push(result.summary);
      if (talks && !globals.quiet) io.stdout.write(await showSummary(result.summary, io));
      codes.push(result.exitCode);
    } catch (error) {
      // One lane of several that cannot go on does not take the others with it.
      if (jobs.length === 1 || !isBenchError(error)) throw error;
      const left = leaveOut ? leftOutAfterAll(runDir, job.lane, error) : null;
      if (left) leftOut.push(left);
      else codes.push(error.exitCode);
      io.stderr.write(`${left ? leftOutText(left) : `${job.lane}: ${reasonOf(error)}`}\n`);
    }
  }
  if (summaries.length === 0) throw notMeasured('MEDKIT_NOTHING', 'no lane came to a result');
  keepLeftOut(runDir, leftOut);
  const files = await writeRunReports(runDir, series);
  writeExports(exports, summaries, runDir, io.stdout);
  if (globals.json) io.stdout.write(`${JSON.stringify(single ? summaries[0] : summaries)}\n`);
  else if (talks) io.stdout.write(`Report: ${files.join('  ')}\n`);
  return codes;
}

/**
 * A lane whose tool is found missing only where the target runs; its plan is removed. Null where the error says
 * something else, or where cells stand that an earlier try measured.
 */
function leftOutAfterAll(runDir: string, lane: LaneName, error: BenchError): LeftOut | null {
  const laneDir = path.join(runDir, lane);
  if (error.code !== MISSING_TOOL || existsSync(path.join(laneDir, 'cells'))) return null;
  rmSync(laneDir, { recursive: true, force: true });
  return { lane, reason: reasonOf(error) };
}

function announce(leftOut: readonly LeftOut[], { quiet }: Globals, io: Io): void {
  if (!quiet) for (const one of leftOut) io.stderr.write(`${leftOutText(one)}\n`);
}

function leftOutText({ lane, reason }: LeftOut): string {
  return `${lane}: left out: ${reason}`;
}

function reasonOf({ message, next }: BenchError): string {
  return `${message}${next === null ? '' : ` - ${next}`}`;
}

function keep(summary: Summary, io: Io): void {
  keepCalibration(stateFolder(io.env), calibrationRecord(summary as never, new Date()));
}

/** Of several outcomes the gravest: refused, then a gate, then not measured. */
export function gravest(codes: readonly number[]): number {
  const order = [EXIT.interrupted, EXIT.refused, EXIT.gate, EXIT.notMeasured];
  return order.find((code) => codes.includes(code)) ?? EXIT.ok;
}

function planJobs(
  lanes: readonly LaneName[],
  globals: Globals,
  flags: Readonly<Record<string, unknown>>,
  loaded: Profile,
  leaveOutImpossible: boolean,
): { jobs: Job[]; leftOut: LeftOut[] } {
  const jobs: Job[] = [];
  const leftOut: LeftOut[] = [];
  for (const lane of lanes) {
    const settings = resolveSettings(
      lane,
      globals.quick,
      globals.found.config[lane],
      flags,
      profileDefaults(loaded),
    );
    try {
      const profile = profileFor(lane, loaded, globals, settings);
      jobs.push({ lane, settings, profile, cells: planLane(lane, profile, settings) });
    } catch (error) {
      if (!leaveOutImpossible || !isBenchError(error)) throw error;
      leftOut.push({ lane, reason: error.message });
    }
  }
  if (jobs.length === 0) throw badInput(`no lane can run: ${leftOut.map(leftOutText).join('; ')}`);
  return { jobs, leftOut };
}

/** The profile with its variables set; of the lanes that compare builds, with both builds in it. */
function profileFor(lane: LaneName, loaded: Profile, globals: Globals, settings: LaneSettings): Profile {
  return BUILD_LANES.includes(lane)
    ? withBuilds(loaded, globals.vars, settings)
    : setVars(loaded, globals.vars);
}

/** What a profile sets where nobody asked for anything else. */
function profileDefaults({ load }: Profile): Partial<LaneSettings> {
  return load?.connections === undefined ? {} : { connections: load.connections };
}

function chooseRunDir(globals: Globals, lanes: readonly LaneName[]): string {
  if (globals.runDir !== null) return runFolder(globals.resultsDir, globals.runDir);
  if (!globals.resume) return runFolder(globals.resultsDir, newRunName(new Date()));
  const newest = newestRunWith(globals.resultsDir, lanes[0] ?? 'footprint');
  if (newest === null) {
    throw badInput(
      `--resume: no run of ${lanes.join(', ')} in ${globals.resultsDir}`,
      'start one without --resume',
    );
  }
  return runFolder(globals.resultsDir, newest);
}
