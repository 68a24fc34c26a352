import type { CellSeries, LaneSummary } from '../model/summary.js';
import { readAggregate } from '../results/metrics.js';
import type { AxisUnit } from './axis-unit.js';
import { coresAxisUnit, memoryAxisUnit, paddedDomain, timeUnit } from './axis-unit.js';
import type { RepeatPoint, SeriesColumn } from './footprint-data.js';
import { repeatPoints } from './footprint-data.js';
import type { PlotContext } from './plot-loader.js';
import type { ChartTheme } from './theme.js';

const PANEL_HEIGHT = 220;

const CPU_HEIGHT = 150;

/** Steady parts of all repeats laid over each other reach this opacity. */
export const STEADY_OPACITY = 0.16;

/** One quantity over time, with its strip. */
export interface Row {
  readonly column: SeriesColumn;
  readonly name: string;
  readonly height: number;
  readonly unit: AxisUnit;
}

/** What every panel of the figure is drawn from. */
export interface Scene {
  readonly context: PlotContext;
  readonly theme: ChartTheme;
  readonly summary: LaneSummary;
  readonly series: readonly CellSeries[];
  readonly time: AxisUnit;
  readonly timeDomain: readonly [number, number];
}

/** The clock that all panels share. */
export function sceneOf(
  context: PlotContext,
  theme: ChartTheme,
  summary: LaneSummary,
  series: readonly CellSeries[],
): Scene {
  let lo = 0;
  let hi = 0;
  for (const one of series) {
    lo = Math.min(lo, one.points[0]?.t_s ?? 0);
    hi = Math.max(hi, one.points.at(-1)?.t_s ?? 0);
  }
  const time = timeUnit(hi - lo);
  // A warm-up may be far longer than the window: the window keeps at least three quarters of the axis.
  const from = Math.max(lo, -hi / 3);
  return { context, theme, summary, series, time, timeDomain: [from / time.divisor, hi / time.divisor] };
}

/** The quantities of which anything is known. */
export function rowsOf(summary: LaneSummary, series: readonly CellSeries[]): Row[] {
  const rows: Row[] = [];
  const add = (
    column: SeriesColumn,
    name: string,
    height: number,
    unitOf: (largest: number) => AxisUnit,
  ): void => {
    const largest = largestOf(summary, series, column);
    if (largest !== null) rows.push({ column, name, height, unit: unitOf(largest) });
  };
  add('anonymous_kib', 'anonymous memory', PANEL_HEIGHT, memoryAxisUnit);
  add('uss_kib', 'USS', PANEL_HEIGHT, memoryAxisUnit);
  add('cpu_cores', 'CPU', CPU_HEIGHT, coresAxisUnit);
  return rows;
}

function largestOf(summary: LaneSummary, series: readonly CellSeries[], column: SeriesColumn): number | null {
  let largest: number | null = null;
  const see = (value: number | null): void => {
    if (value !== null && Number.isFinite(value)) largest = Math.max(largest ?? value, value);
  };
  for (const one of series) for (const point of one.points) if (point.phase === 'window') see(point[column]);
  for (const point of repeatPoints(summary, column, { divisor: 1, name: '' })) see(point.y);
  return largest;
}

/** The range of a row's axis: window, repeats and interval, not the climb of the warm-up. */
export function domainOf(scene: Scene, row: Row, repeats: readonly RepeatPoint[]): readonly [number, number] {
  const values: (number | null)[] = repeats.map((repeat) => repeat.y);
  const aggregate = readAggregate(scene.summary.cell, row.column);
  for (const end of [aggregate.lo, aggregate.hi]) values.push(end === null ? null : end / row.unit.divisor);
  for (const one of scene.series) {
    for (const point of one.points) {
      const value = point[row.column];
      if (point.phase === 'window') values.push(value === null ? null : value / row.unit.divisor);
    }
  }
  const [lo, hi] = paddedDomain(values, 0.08) ?? [0, 1];
  return row.column === 'cpu_cores' ? [0, hi] : [Math.max(0, lo), hi];
}
