import path from 'node:path';
import { EXIT } from '../errors.js';
import { readSummaries, writeLaneReports, writeRunReports } from '../report/write-reports.js';
import { showSummary } from '../report/show-summary.js';
import { chooseRun } from './choose-run.js';
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
