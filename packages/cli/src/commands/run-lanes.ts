import type { Summary } from '../engine/run-lane.js';
import { describePlan, planLane, runLane } from '../engine/run-lane.js';
import { ensureWritable, newestRunWith, newRunName, runFolder } from '../engine/store.js';
import { badInput, EXIT } from '../errors.js';
import { resolveSettings } from '../config/resolve-settings.js';
import type { LaneName } from '../lanes/settings.js';
import { loadProfile } from '../profile/load-profile.js';
import { writeLaneReports, writeRunReports } from '../report/write-reports.js';
import { showSummary } from '../report/show-summary.js';
import type { Globals } from './globals.js';

/** What the commands that measure need from the process they run in. */
export interface Io {
  stdout: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
  stderr: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

/** Runs lanes one after another into one run folder; gives the exit code. */
export async function runLanes(
  lanes: readonly LaneName[],
  globals: Globals,
  flags: Readonly<Record<string, unknown>>,
  io: Io,
): Promise<number> {
  const profile = loadProfile(globals.profile);
  const jobs = lanes.map((lane) => {
    const settings = resolveSettings(lane, globals.quick, globals.found.config[lane], flags);
    return { lane, settings, cells: planLane(lane, profile, settings) };
  });
  if (globals.dryRun) {
    io.stdout.write(`${jobs.map((job) => describePlan(job.lane, job.cells)).join('\n')}\n`);
    return EXIT.ok;
  }
  const runDir = chooseRunDir(globals, lanes);
  ensureWritable(runDir);
  const summaries: Summary[] = [];
  let exitCode: number = EXIT.ok;
  for (const { lane, settings } of jobs) {
    const result = await runLane({
      ...globals,
      lane,
      profile,
      settings,
      runDir,
      out: io.stderr,
      signal: io.signal,
    });
    await writeLaneReports(result.laneDir, result.summary);
    summaries.push(result.summary);
    if (!globals.json && !globals.quiet) io.stdout.write(await showSummary(result.summary, io));
    exitCode = Math.max(exitCode, result.exitCode);
  }
  const files = await writeRunReports(runDir);
  io.stdout.write(
    globals.json
      ? `${JSON.stringify(lanes.length === 1 ? summaries[0] : summaries)}\n`
      : `Report: ${files.join('  ')}\n`,
  );
  return globals.exitZero ? EXIT.ok : exitCode;
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
