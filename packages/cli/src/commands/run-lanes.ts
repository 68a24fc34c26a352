import type { Summary } from '../engine/run-lane.js';
import { describePlan, planLane, runLane } from '../engine/run-lane.js';
import { ensureWritable, newestRunWith, newRunName, runFolder } from '../engine/store.js';
import { badInput, EXIT, isBenchError, notMeasured } from '../errors.js';
import type { CellPlan } from '../engine/cell.js';
import { resolveSettings } from '../config/resolve-settings.js';
import type { LaneName, LaneSettings } from '../lanes/settings.js';
import type { Profile } from '../profile/schema.js';
import { loadProfile } from '../profile/load-profile.js';
import { setVars } from '../profile/set-vars.js';
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
  const profile = setVars(loadProfile(globals.profile), globals.vars);
  const { jobs, leftOut } = planJobs(lanes, globals, flags, profile, options.leaveOutImpossible ?? false);
  if (globals.requireCalibration && !lanes.includes('calibrate'))
    requireCalibration(stateFolder(io.env), new Date());
  if (globals.dryRun) {
    const lines = [...jobs.map((job) => describePlan(job.lane, job.cells)), ...leftOut];
    io.stdout.write(`${lines.join('\n')}\n`);
    return EXIT.ok;
  }
  if (!globals.quiet) for (const line of leftOut) io.stderr.write(`${line}\n`);
  const runDir = chooseRunDir(globals, lanes);
  ensureWritable(runDir);
  const summaries: Summary[] = [];
  const series: SeriesByLane = {};
  const codes: number[] = [];
  for (const job of jobs) {
    try {
      const result = await runLane({
        ...globals,
        ...job,
        profile,
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
      io.stderr.write(`${job.lane}: ${error.message}${error.next === null ? '' : ` - ${error.next}`}\n`);
      codes.push(error.exitCode);
    }
  }
  if (summaries.length === 0) throw notMeasured('MEDKIT_NOTHING', 'no lane came to a result');
  const files = await writeRunReports(runDir, series);
  writeExports(exports, summaries, runDir, io.stdout);
  if (globals.json) io.stdout.write(`${JSON.stringify(lanes.length === 1 ? summaries[0] : summaries)}\n`);
  else if (talks) io.stdout.write(`Report: ${files.join('  ')}\n`);
  return globals.exitZero ? EXIT.ok : gravest(codes);
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
  profile: Profile,
  leaveOutImpossible: boolean,
): { jobs: Job[]; leftOut: string[] } {
  const jobs: Job[] = [];
  const leftOut: string[] = [];
  for (const lane of lanes) {
    const settings = resolveSettings(
      lane,
      globals.quick,
      globals.found.config[lane],
      flags,
      profileDefaults(profile),
    );
    try {
      jobs.push({ lane, settings, cells: planLane(lane, profile, settings) });
    } catch (error) {
      if (!leaveOutImpossible || !isBenchError(error)) throw error;
      leftOut.push(`${lane}: left out: ${error.message}`);
    }
  }
  if (jobs.length === 0) throw badInput(`no lane can run: ${leftOut.join('; ')}`);
  return { jobs, leftOut };
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
