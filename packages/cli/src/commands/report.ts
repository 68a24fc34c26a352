import { existsSync } from 'node:fs';
import path from 'node:path';
import { badInput, EXIT } from '../errors.js';
import { openFile } from '../report/open-report.js';
import { ownsStdout, parseExports, writeExports } from '../report/write-exports.js';
import { serveRun } from '../report/serve/serve-run.js';
import type { SeriesByLane } from '../report/write-reports.js';
import { beginLaneReports, readSummaries, writeRunReports } from '../report/write-reports.js';
import { showSummary } from '../report/show-summary.js';
import { chooseRun } from './choose-run.js';
import { parseCount } from '../config/parse-values.js';
import type { Globals } from './globals.js';
import type { Io } from './run-lanes.js';

/** Flags of `report`. */
export interface ReportFlags {
  export?: string[];
  open?: boolean;
  serve?: boolean;
  port?: string;
}

/** Writes the reports of a run again from its summaries and samples. */
export async function reportCommand(
  run: string | undefined,
  flags: ReportFlags,
  globals: Globals,
  io: Io,
  open: (file: string) => Promise<void> = openFile,
): Promise<number> {
  if (flags.serve) return serveCommand(run, flags, globals, io, open);
  if (flags.port !== undefined) throw badInput('--port is for --serve', 'add --serve, or leave --port out');
  const exports = parseExports(flags.export, globals.json);
  const runDir = chooseRun(run, globals);
  const summaries = readSummaries(runDir);
  const talks = !globals.json && !ownsStdout(exports);
  const series: SeriesByLane = {};
  const pictures: Promise<void>[] = [];
  for (const summary of summaries) {
    const begun = await beginLaneReports(path.join(runDir, summary.lane), summary);
    series[summary.lane] = begun.series;
    // Made one after another on another thread, while the next lanes and the page are drawn here.
    pictures.push(begun.picture);
    // One that fails is told below, not as a promise that nobody looked at.
    begun.picture.catch(() => undefined);
  }
  for (const summary of summaries) {
    if (talks && !globals.quiet) io.stdout.write(await showSummary(summary, io));
  }
  const files = await writeRunReports(runDir, series, summaries);
  await Promise.all(pictures);
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

/** Follows a run until it is interrupted, which is how it is meant to end. */
async function serveCommand(
  run: string | undefined,
  flags: ReportFlags,
  globals: Globals,
  io: Io,
  open: (address: string) => Promise<void>,
): Promise<number> {
  if (flags.export?.length) throw badInput('--serve writes no files', 'give --export without --serve');
  const runDir = chooseRun(run, globals);
  if (!existsSync(runDir)) throw badInput(`there is no run in ${runDir}`, 'give a folder below results/');
  const port = flags.port === undefined ? 0 : parseCount(flags.port, '--port', 0, 65_535);
  const { url, done } = await serveRun({ runDir, port, signal: io.signal });
  if (globals.json) io.stdout.write(`${JSON.stringify({ run: runDir, url })}\n`);
  else
    io.stdout.write(
      `${path.basename(runDir)} is shown at ${url}\n${globals.quiet ? '' : 'Only this machine can reach it. Ctrl-C ends it.\n'}`,
    );
  if (flags.open && io.stdout.isTTY === true) await open(url);
  await done;
  return EXIT.ok;
}
