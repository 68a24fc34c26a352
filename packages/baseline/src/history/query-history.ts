import type { Statistics } from '../statistics.js';
import type { FindOptions, HistoryChange, HistoryPoint } from './find-changes.js';
import { findChanges, whyUndecided } from './find-changes.js';
import type { HistoryEntry } from './history-entry.js';

/** One metric over time on one host, under one method. */
export interface HistorySeries {
  metric: string;
  profile: string | null;
  host: string;
  quick: boolean | null;
  method_version: number | null;
  points: HistoryPoint[];
  changes: HistoryChange[];
  /** Why changes could not be looked for; null where they were, so that no change means none. */
  undecided: string | null;
  /** Runs left out because the host was busy. */
  busy: number;
}

/** Which figures to look at. */
export interface HistoryQuery extends FindOptions {
  /** Full names; the gated metrics of `metrics` when left out. */
  readonly metrics: (metric: string) => boolean;
  readonly profile?: string;
  readonly host?: string;
}

/**
 * Series by metric, profile, host and method, in the order of time, each with its changes. Runs of a busy host are
 * left out and counted.
 */
export function queryHistory(
  entries: readonly HistoryEntry[],
  query: HistoryQuery,
  statistics: Pick<Statistics, 'changePoints' | 'compareSamples' | 'median'>,
): HistorySeries[] {
  const series = new Map<string, HistorySeries>();
  for (const entry of inOrderOfTime(entries)) {
    if (query.profile !== undefined && entry.profile !== query.profile) continue;
    if (query.host !== undefined && entry.host !== query.host) continue;
    for (const [metric, value] of Object.entries(entry.metrics)) {
      if (!query.metrics(metric)) continue;
      const one = seriesOf(series, metric, entry);
      if (entry.high_load === true) one.busy += 1;
      else one.points.push({ value, commit: entry.commit, run: entry.run, finished_at: entry.finished_at });
    }
  }
  const found = [...series.values()];
  for (const one of found) {
    one.changes = findChanges(one.points, statistics, query);
    one.undecided = whyUndecided(one.points);
  }
  return found.sort((a, b) => (a.metric < b.metric ? -1 : a.metric > b.metric ? 1 : 0));
}

/** One line a figure: time, commit and run first, so that other tools can read it. */
export function historyCsv(series: readonly HistorySeries[]): string {
  const rows = series.flatMap((one) =>
    one.points.map((point, i) => [
      point.finished_at ?? '',
      point.commit ?? '',
      point.run,
      one.profile ?? '',
      one.host,
      one.metric,
      String(point.value),
      one.changes.some((change) => change.index === i) ? '1' : '0',
    ]),
  );
  const head = ['time', 'commit', 'run', 'profile', 'host', 'metric', 'value', 'change'];
  return [head, ...rows].map((row) => `${row.map(csvField).join(',')}\n`).join('');
}

function csvField(text: string): string {
  // A spreadsheet would run a field that begins like a formula.
  const safe = /^[=+@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

// The order of the store breaks ties and places what says no time: it stays after its neighbour before.
function inOrderOfTime(entries: readonly HistoryEntry[]): HistoryEntry[] {
  let last = Number.NEGATIVE_INFINITY;
  return entries
    .map((entry, i) => {
      const time = entry.finished_at === null ? Number.NaN : Date.parse(entry.finished_at);
      if (!Number.isNaN(time)) last = time;
      return { entry, i, time: last };
    })
    .sort((a, b) => (a.time === b.time ? a.i - b.i : a.time - b.time))
    .map(({ entry }) => entry);
}

function seriesOf(all: Map<string, HistorySeries>, metric: string, entry: HistoryEntry): HistorySeries {
  const { profile, host, quick, method_version } = entry;
  const key = JSON.stringify([metric, profile, host, quick, method_version]);
  const known = all.get(key);
  if (known !== undefined) return known;
  const fresh = {
    metric,
    profile,
    host,
    quick,
    method_version,
    points: [],
    changes: [],
    undecided: null,
    busy: 0,
  };
  all.set(key, fresh);
  return fresh;
}
