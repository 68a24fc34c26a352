import path from 'node:path';
import { EXIT } from '../errors.js';
import { openFile } from '../report/open-report.js';
import { ownsStdout, parseExports, writeExports } from '../report/write-exports.js';
import { readSummaries, writeLaneReports, writeRunReports } from '../report/write-reports.js';
import { showSummary } from '../report/show-summary.js';
import { chooseRun } from './choose-run.js';
import type { Globals } from './globals.js';
import type { Io } from './run-lanes.js';

/** Flags of `report`. */
export interface ReportFlags {
  export?: string[];
  open?: boolean;
}

/** Writes the reports of a run again from its summaries and samples. */
export async function reportCommand(
  run: string | undefined,
  flags: ReportFlags,
  globals: Globals,
  io: Io,
  open: (file: string) => Promise<void> = openFile,
): Promise<number> {
  const exports = parseExports(flags.export, globals.json);
  const runDir = chooseRun(run, globals);
  const summaries = readSummaries(runDir);
  const talks = !globals.json && !ownsStdout(exports);
  for (const summary of summaries) {
    await writeLaneReports(path.join(runDir, summary.lane), summary);
    if (talks && !globals.quiet) io.stdout.write(await showSummary(summary, io));
  }
  const files = await writeRunReports(runDir);
  writeExports(exports, summaries, runDir, io.stdout);
  if (globals.json) io.stdout.write(`${JSON.stringify(summaries)}\n`);
  else if (talks) io.stdout.write(`Report: ${files.join('  ')}\n`);
  if (flags.open) await show(path.join(runDir, 'report.html'), talks, io, open);
  return EXIT.ok;
}

// Nobody sits at a pipe: there the path has to do.
async function show(
  file: string,
  talks: boolean,
  io: Io,
  open: (file: string) => Promise<void>,
): Promise<void> {
  if (io.stdout.isTTY === true) await open(file);
  else if (talks) io.stdout.write(`${file}\n`);
}
