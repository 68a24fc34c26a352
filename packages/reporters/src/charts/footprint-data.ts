import { readKey, readNumber, readText, readPath } from '../model/read-value.js';
import type { CellSeries, LaneSummary } from '../model/summary.js';
import { cellFailed } from '../results/cell-table.js';
import type { AxisUnit } from './axis-unit.js';
import { keepExtremes } from './downsample.js';

/** One drawn sample, in axis units; a `null` y is a gap. */
export interface DrawnPoint {
  readonly x: number;
  readonly y: number | null;
  readonly series: string;
}

/** One repeat in the strip beside the time axis. */
export interface RepeatPoint {
  readonly label: string;
  /** In axis units; `null` when the repeat failed or the value is unknown. */
  readonly y: number | null;
  readonly steady: boolean;
  readonly failed: boolean;
  readonly color: number;
}

/** Which column of a series a panel draws. */
export type SeriesColumn = 'uss_kib' | 'anonymous_kib' | 'cpu_cores';

/** More points than this a line are not told apart at chart width. */
const BUCKETS = 360;
/** Spans of repeats in the strip that keep their extremes. */
const MOST_STRIP = 40;

/** The points of one series to draw, extremes kept. */
export function drawnPoints(
  series: CellSeries,
  column: SeriesColumn,
  time: AxisUnit,
  unit: AxisUnit,
): readonly DrawnPoint[] {
  const xs = series.points.map((point) => point.t_s);
  const ys = series.points.map((point) => point[column]);
  return keepExtremes(xs, ys, BUCKETS).map((index) => {
    const y = ys[index];
    return {
      x: (xs[index] ?? 0) / time.divisor,
      y: typeof y === 'number' && Number.isFinite(y) ? y / unit.divisor : null,
      series: series.cell_id,
    };
  });
}

/** Every repeat of the lane, failed ones too, in the order of the cells. */
export function repeatPoints(
  summary: LaneSummary,
  column: SeriesColumn,
  unit: AxisUnit,
): readonly RepeatPoint[] {
  return summary.cells.map((cell, index) => {
    const value = readNumber(cell, column);
    const failed = cellFailed(cell);
    return {
      label: String(readNumber(cell, 'repeat') ?? index + 1),
      y: failed || value === null ? null : value / unit.divisor,
      steady: readKey(cell, 'steady') === true,
      failed,
      color: index,
    };
  });
}

/** The repeats to draw: of very many the extremes, the failed and some between. */
export function drawnRepeats(repeats: readonly RepeatPoint[]): readonly RepeatPoint[] {
  const kept = keepExtremes(
    repeats.map((_, index) => index),
    repeats.map((repeat) => repeat.y),
    MOST_STRIP,
  );
  return kept.flatMap((index) => repeats[index] ?? []);
}

/** The colour number of a series: that of its cell, so that line and point match. */
export function colorOf(summary: LaneSummary, series: CellSeries, fallback: number): number {
  const index = summary.cells.findIndex((cell) => readText(cell, 'id') === series.cell_id);
  return index < 0 ? fallback : index;
}

/** Was the cell of this series steady? Unknown counts as not. */
export function seriesSteady(summary: LaneSummary, series: CellSeries): boolean {
  const cell = summary.cells.find((candidate) => readText(candidate, 'id') === series.cell_id);
  return readPath(cell, ['steady']) === true;
}
