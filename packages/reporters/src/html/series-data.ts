import { coresAxisUnit, memoryAxisUnit, timeUnit } from '../charts/axis-unit.js';
import type { AxisUnit } from '../charts/axis-unit.js';
import { keepExtremes } from '../charts/downsample.js';
import { colorOf, seriesSteady } from '../charts/footprint-data.js';
import { pickEvenly } from '../charts/pick-evenly.js';
import { PALETTE } from '../charts/theme.js';
import type { CellSeries, LaneSummary, LatencyPoint } from '../model/summary.js';
import { plainLine } from '../text/plain-line.js';

/** Something that happened in a series, as embedded in the page. */
export interface EmbeddedEvent {
  readonly t: number;
  readonly end: number | null;
  readonly text: string;
}

/** One line of the explorer, as embedded in the page; `lt` is the clock of the latencies. */
export interface EmbeddedSeries {
  readonly label: string;
  readonly color: number;
  readonly steady: boolean;
  readonly steady_from_s: number | null;
  readonly t: readonly number[];
  readonly anonymous: readonly (number | null)[];
  readonly uss: readonly (number | null)[];
  readonly cpu: readonly (number | null)[];
  readonly lt: readonly number[];
  readonly mean: readonly (number | null)[];
  readonly max: readonly (number | null)[];
  readonly events: readonly EmbeddedEvent[];
}

/** A panel of the explorer: which values, on which clock, in what unit. */
export interface EmbeddedColumn {
  readonly key: 'anonymous' | 'uss' | 'cpu' | 'mean' | 'max';
  readonly clock: 't' | 'lt';
  readonly name: string;
  readonly unit: string;
  readonly scale: number;
  readonly places: number;
}

/** What the page's script is given of a lane. */
export interface EmbeddedLane {
  readonly domain: readonly [number, number];
  readonly time: AxisUnit;
  /** How many colours the page has. */
  readonly colors: number;
  readonly columns: readonly EmbeddedColumn[];
  readonly series: readonly EmbeddedSeries[];
  /** Samples before thinning. */
  readonly samples: number;
  /** Series that are not shown, because more over each other show nothing. */
  readonly left: number;
  /** Samples embedded. */
  readonly kept: number;
}

/** More lines than this cannot be told apart or switched on and off. */
const MOST_SERIES = 40;
/** More than this many of a lane are not told apart; the cells' records have them all. */
const MOST_EVENTS = 400;
const MILLISECONDS: AxisUnit = { divisor: 1, name: 'ms' };

const SOURCES = { anonymous: 'anonymous_kib', uss: 'uss_kib', cpu: 'cpu_cores' } as const;

/**
 * A lane's series thinned to about `mostPoints` in all, so that the extremes of every panel survive; `null` when
 * there is nothing to show.
 */
export function embedLane(
  summary: LaneSummary,
  series: readonly CellSeries[],
  mostPoints: number,
): EmbeddedLane | null {
  const known = series.filter((one) => one.points.length > 0);
  if (known.length === 0) return null;
  const filled = pickEvenly(known, MOST_SERIES);
  // Three columns keep up to four points a bucket each.
  const buckets = Math.max(20, Math.floor(mostPoints / filled.length / 12));
  const events = Math.max(1, Math.floor(MOST_EVENTS / filled.length));
  const lines = filled.map((one, index) => embedSeries(summary, one, index, { buckets, events }));
  let lo = 0;
  let hi = 0;
  for (const one of filled) {
    lo = Math.min(lo, one.points[0]?.t_s ?? 0);
    hi = Math.max(hi, one.points.at(-1)?.t_s ?? 0);
  }
  return {
    domain: [lo, hi > lo ? hi : lo + 1],
    time: timeUnit(hi - lo),
    colors: PALETTE.length,
    columns: columnsOf(lines),
    series: lines,
    samples: filled.reduce((sum, one) => sum + (one.sample_count ?? one.points.length), 0),
    left: known.length - filled.length,
    kept: lines.reduce((sum, one) => sum + one.t.length, 0),
  };
}

function embedSeries(
  summary: LaneSummary,
  one: CellSeries,
  index: number,
  { buckets, events }: { buckets: number; events: number },
): EmbeddedSeries {
  const ts = one.points.map((point) => point.t_s);
  const kept = new Set<number>();
  for (const source of Object.values(SOURCES)) {
    const values = one.points.map((point) => point[source]);
    for (const at of keepExtremes(ts, values, buckets)) kept.add(at);
  }
  const order = [...kept].sort((a, b) => a - b);
  const column = (source: (typeof SOURCES)[keyof typeof SOURCES], places: number): (number | null)[] =>
    order.map((at) => short(one.points[at]?.[source] ?? null, places));
  return {
    label: plainLine(one.label, 80) || `repeat ${one.repeat}`,
    color: colorOf(summary, one, index),
    steady: seriesSteady(summary, one),
    steady_from_s: one.steady_from_s,
    t: order.map((at) => Number((ts[at] ?? 0).toFixed(2))),
    anonymous: column('anonymous_kib', 0),
    uss: column('uss_kib', 0),
    cpu: column('cpu_cores', 4),
    ...embedLatency(one.latency ?? [], buckets),
    events: (one.events ?? []).slice(0, events).map(({ t_s, end_s, text }) => ({
      t: Number(t_s.toFixed(2)),
      end: short(end_s, 2),
      text: plainLine(text, 160),
    })),
  };
}

function embedLatency(
  points: readonly LatencyPoint[],
  buckets: number,
): Pick<EmbeddedSeries, 'lt' | 'mean' | 'max'> {
  const ts = points.map((point) => point.t_s);
  const kept = new Set(
    (['mean_ms', 'max_ms'] as const).flatMap((key) =>
      keepExtremes(
        ts,
        points.map((point) => point[key]),
        buckets,
      ),
    ),
  );
  const drawn = points.filter((_, index) => kept.has(index));
  return {
    lt: drawn.map((point) => Number(point.t_s.toFixed(2))),
    mean: drawn.map((point) => short(point.mean_ms, 3)),
    max: drawn.map((point) => short(point.max_ms, 3)),
  };
}

function short(value: number | null, places: number): number | null {
  return value === null || !Number.isFinite(value) ? null : Number(value.toFixed(places));
}

function columnsOf(lines: readonly EmbeddedSeries[]): readonly EmbeddedColumn[] {
  const largest = (key: EmbeddedColumn['key']): number => {
    let most = 0;
    for (const line of lines) for (const value of line[key]) if (value !== null) most = Math.max(most, value);
    return most;
  };
  const column = (
    key: EmbeddedColumn['key'],
    name: string,
    unit: AxisUnit,
    clock: EmbeddedColumn['clock'] = 't',
  ): EmbeddedColumn => ({
    key,
    clock,
    name,
    unit: unit.name,
    scale: 1 / unit.divisor,
    places: unit.divisor < 1 ? 1 : key === 'cpu' ? 3 : 2,
  });
  return [
    column('anonymous', 'anonymous memory', memoryAxisUnit(largest('anonymous'))),
    column('uss', 'USS', memoryAxisUnit(largest('uss'))),
    column('cpu', 'CPU', coresAxisUnit(largest('cpu'))),
    ...(lines.some((line) => line.lt.length > 0)
      ? [
          column('mean', 'latency, mean of each second', MILLISECONDS, 'lt'),
          column('max', 'latency, slowest of each second', MILLISECONDS, 'lt'),
        ]
      : []),
  ];
}
