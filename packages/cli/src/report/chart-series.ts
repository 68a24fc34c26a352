import path from 'node:path';
import type { CellSeries, LatencyPoint, SeriesEvent, SeriesPoint } from '@medkit-bench/reporters';
import { pickEvenly, SeriesThinner } from '@medkit-bench/reporters';
import type { StoredSample } from '../engine/cell-store.js';
import { readSamples } from '../engine/cell-store.js';
import type { Summary } from '../engine/run-lane.js';
import { cellRecordsOf } from '../engine/run-lane.js';
import type { CellRecord } from '../lanes/cell-record.js';
import { cellEvents } from './cell-events.js';

/** Lanes in which a further process may be the one that matters. */
const EVERY_SUBJECT: readonly string[] = ['fault'];
/** Spans of time kept of all cells of a lane together, and at least of each. */
const MOST_SPANS = 12_000;
const LEAST_SPANS = 40;
/** Cells whose samples are read; a chart shows fewer. */
const MOST_CELLS = 300;

/**
 * The main subject's samples of every measured cell of a lane; every subject's where the lane needs it. They are
 * thinned while they are read, so that their number does not matter; extremes are kept.
 */
export function chartSeries(laneDir: string, summary: Summary): CellSeries[] {
  const measured = cellRecordsOf(summary).filter((cell) => cell.status === 'ok' && isPlainName(cell.id));
  const cells = pickEvenly(measured, MOST_CELLS);
  const spans = Math.max(LEAST_SPANS, Math.floor(MOST_SPANS / Math.max(1, cells.length)));
  const every = EVERY_SUBJECT.includes(summary.lane);
  return cells.flatMap((cell) => seriesOf(cell, readSamples(laneDir, cell.id), every, spans));
}

function seriesOf(
  cell: CellRecord,
  samples: Iterable<StoredSample>,
  every: boolean,
  spans: number,
): CellSeries[] {
  const subjects = new Map<string, SeriesThinner>();
  let windowStartMs: number | null = null;
  for (const sample of samples) {
    let thinner = subjects.get(sample.subject);
    if (thinner === undefined) {
      // The main subject's samples stand first.
      if (!every && subjects.size > 0) break;
      thinner = new SeriesThinner(spans);
      subjects.set(sample.subject, thinner);
    }
    if (windowStartMs === null && sample.phase === 'window' && typeof sample.wall_time_ms === 'number')
      windowStartMs = sample.wall_time_ms - sample.t_s * 1000;
    thinner.add(pointOf(sample));
  }
  const latency = latencyOf(cell, windowStartMs);
  const events: SeriesEvent[] = cellEvents(cell);
  return [...subjects].map(([subject, thinner], index) => ({
    cell_id: cell.id,
    label: cell.label,
    repeat: cell.repeat,
    group: cell.group,
    subject,
    steady_from_s: cell.steady_from_s,
    points: thinner.points(),
    sample_count: thinner.count,
    // They belong to the cell, not to one of its processes.
    ...(index === 0 ? { latency, events } : {}),
  }));
}

function pointOf({ t_s, phase, uss_kib, anonymous_kib, cpu_cores }: StoredSample): SeriesPoint {
  return { t_s, phase, uss_kib, anonymous_kib, cpu_cores };
}

/** What clients saw, on the clock of the window: the generator is a process of its own that starts a little apart. */
function latencyOf({ load }: CellRecord, windowStartMs: number | null): LatencyPoint[] {
  const startedMs = Date.parse(String(load?.['started_at']));
  const timeline = load?.['timeline'];
  if (!Array.isArray(timeline) || windowStartMs === null || Number.isNaN(startedMs)) return [];
  const offsetS = (startedMs - windowStartMs) / 1000;
  return (timeline as Record<string, unknown>[]).map((one) => ({
    t_s: Number(one['t_s']) + offsetS,
    mean_ms: numberOrNull(one['mean_ms']),
    max_ms: numberOrNull(one['max_ms']),
  }));
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

// A summary may come from somebody else: its cell ids must not lead out of the lane's folder.
function isPlainName(id: string): boolean {
  return typeof id === 'string' && path.basename(id) === id && id !== '..' && id !== '.';
}
