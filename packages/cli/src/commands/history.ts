import type { HistorySeries } from '@medkit-bench/baseline';
import {
  appendHistory,
  checkComparisonProfile,
  historyCsv,
  historyEntries,
  queryHistory,
  readHistory,
  readRun,
  ruleOf,
  sparkline,
} from '@medkit-bench/baseline';
import { renderHistorySvg } from '@medkit-bench/reporters';
import * as statistics from '@medkit-bench/stats';
import path from 'node:path';
import { parseWords } from '../config/parse-values.js';
import { writeAtomic } from '../engine/store.js';
import { badInput, EXIT } from '../errors.js';
import { loadProfile } from '../profile/load-profile.js';
import { writePicture } from '../report/write-picture.js';
import { chooseRun } from './choose-run.js';
import { withBadInput } from './compare.js';
import { ensureFolder } from './update-baseline.js';
import type { Globals } from './globals.js';
import type { Io } from './run-lanes.js';

/** Flags of `history`. */
export interface HistoryFlags {
  import?: string[];
  commit?: string;
  store?: string;
  metrics?: string;
  host?: string;
  csv?: string;
  chart?: string;
}

/** Takes runs into the history, and says when figures changed and which commits are to blame. */
export function historyCommand(flags: HistoryFlags, globals: Globals, io: Io): Promise<number> {
  return withBadInput(async () => {
    const store = flags.store ?? path.join(globals.resultsDir, 'history.ndjson');
    if (flags.import !== undefined) await importRuns(flags.import, flags, { store, globals, io });
    const { entries, tornBytes } = await readHistory(store);
    if (entries.length === 0) {
      throw badInput(`the history ${store} holds no run`, 'take runs into it with --import RUN');
    }
    if (tornBytes > 0 && !globals.quiet) {
      io.stderr.write(
        `note: ${tornBytes} bytes of a write that was cut short are left out; import its run again\n`,
      );
    }
    const series = queryHistory(entries, { metrics: wanted(flags, globals), ...hostOf(flags) }, statistics);
    if (series.length === 0) throw badInput('no figure of the history fits', 'name others with --metrics');
    if (flags.csv !== undefined) write(flags.csv, historyCsv(series), io);
    if (flags.chart !== undefined) await writePicture(flags.chart, await renderHistorySvg(series), io.stdout);
    if (globals.json) io.stdout.write(`${JSON.stringify({ store, series })}\n`);
    else if (flags.csv !== '-' && flags.chart !== '-') io.stdout.write(series.map(describe).join(''));
    return EXIT.ok;
  });
}

async function importRuns(
  runs: readonly string[],
  flags: HistoryFlags,
  { store, globals, io }: { store: string; globals: Globals; io: Io },
): Promise<void> {
  const entries = [];
  for (const run of runs) {
    const read = await readRun(
      chooseRun(run, globals),
      flags.commit === undefined ? {} : { commit: flags.commit },
    );
    for (const note of read.notes) io.stderr.write(`note: ${note.message}\n`);
    entries.push(...historyEntries(read));
  }
  ensureFolder(path.dirname(path.resolve(store)));
  const added = await appendHistory(store, entries);
  if (!globals.quiet)
    io.stderr.write(
      `${store}: ${added} ${added === 1 ? 'lane' : 'lanes'} added, ${entries.length - added} known already\n`,
    );
}

function wanted(flags: HistoryFlags, globals: Globals): (metric: string) => boolean {
  if (flags.metrics !== undefined) {
    const names = parseWords(flags.metrics, '--metrics');
    return (metric) => names.includes(metric);
  }
  const { metrics } = checkComparisonProfile(loadProfile(globals.profile).compare ?? {});
  return (metric) => ruleOf(metric, metrics).gate;
}

function hostOf(flags: HistoryFlags): { host?: string } {
  return flags.host === undefined ? {} : { host: flags.host };
}

function write(file: string, text: string, io: Io): void {
  if (file === '-') io.stdout.write(text);
  else writeAtomic(path.resolve(file), text);
}

function describe(series: HistorySeries): string {
  const busy = series.busy === 0 ? '' : `, ${series.busy} of a busy host left out`;
  const head = `${series.metric} (${series.profile ?? 'profile not said'}, ${series.host}): ${series.points.length} runs${busy}`;
  const spark = sparkline(series.points.map((point) => point.value));
  const changes = series.changes.map((change) => {
    const percent = `${change.change_percent > 0 ? '+' : ''}${change.change_percent.toFixed(1)} %`;
    const [good, bad] = [change.good_commit, change.bad_commit].map((sha) => sha?.slice(0, 12) ?? 'not said');
    return `  ${percent} at run ${series.points[change.index]!.run}; to blame: commits ${good}..${bad}\n`;
  });
  const none = `  ${series.undecided ?? 'no lasting change'}\n`;
  return `${head}\n  ${spark}\n${changes.length === 0 ? none : changes.join('')}`;
}
