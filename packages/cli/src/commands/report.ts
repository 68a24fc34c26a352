import { existsSync } from 'node:fs';
import path from 'node:path';
import { newestRunWith, runFolder } from '../engine/store.js';
import { badInput, EXIT } from '../errors.js';
import { LANES } from '../lanes/index.js';
import { readSummaries, writeLaneReports, writeRunReports } from '../report/write-reports.js';
import { showSummary } from '../report/show-summary.js';
import type { Globals } from './globals.js';
import type { Io } from './run-lanes.js';

/** Writes the reports of a run again from its summaries and samples. */
export async function reportCommand(run: string | undefined, globals: Globals, io: Io): Promise<number> {
  const runDir = chooseRun(run, globals);
  const summaries = readSummaries(runDir);
  for (const summary of summaries) {
    await writeLaneReports(path.join(runDir, summary.lane), summary);
    if (!globals.json && !globals.quiet) io.stdout.write(await showSummary(summary, io));
  }
  const files = await writeRunReports(runDir);
  io.stdout.write(globals.json ? `${JSON.stringify(summaries)}\n` : `Report: ${files.join('  ')}\n`);
  return EXIT.ok;
}

function chooseRun(run: string | undefined, globals: Globals): string {
  if (run !== undefined && existsSync(run)) return path.resolve(run);
  const name = run ?? globals.runDir;
  if (name !== null && name !== undefined) return runFolder(globals.resultsDir, name);
  const newest = Object.keys(LANES)
    .map((lane) => newestRunWith(globals.resultsDir, lane))
    .filter((found): found is string => found !== null)
    .sort()
    .at(-1);
  if (newest === undefined)
    throw badInput(
      `no run in ${globals.resultsDir}`,
      'run a lane first, for example: medkit-bench footprint --quick',
    );
  return runFolder(globals.resultsDir, newest);
}
