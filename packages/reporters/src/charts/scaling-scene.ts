import type { LaneSummary } from '../model/summary.js';
import type { PlotContext } from './plot-loader.js';
import type { CurvePoint, ScalingPoint } from './scaling-data.js';
import { scalingPoints } from './scaling-data.js';
import type { ChartTheme } from './theme.js';

/** Width of the whole figure. */
export const WIDTH = 960;

/** Width of the main panel. */
export const MAIN_WIDTH = 560;

/** Plot sets an axis label 3 px into its panel: this puts it under the title's first letter. */
export const LEFT = 17;

/** Width of the panels beside it. */
export const SIDE_WIDTH: number = WIDTH - MAIN_WIDTH - 2 * LEFT;

/** Height of the panels together. */
export const HEIGHT = 470;

/** Rates differ by dash as well as by colour. */
export const DASHES = ['', '9,3', '2,3', '9,3,2,3', '5,5', '12,4'] as const;

/** Rates differ by shape, too. */
export const SYMBOLS = ['circle', 'square', 'diamond', 'hexagon', 'star', 'wye'] as const;

/** What every panel of the figure is drawn from. */
export interface Scene {
  readonly context: PlotContext;
  readonly theme: ChartTheme;
  readonly summary: LaneSummary;
  readonly rates: readonly (number | null)[];
}

/** A fitted curve of one rate. */
export interface RatedCurve {
  readonly rate: number;
  readonly curve: readonly CurvePoint[];
}

/** The largest value that a point or the end of its interval has. */
export function largest(points: readonly ScalingPoint[]): number {
  return points.reduce((most, point) => Math.max(most, point.y, point.hi ?? point.y), 0);
}

/** The main panel draws what verdicts judge: anonymous memory, or USS where that could not be read. */
export function mainMetric(summary: LaneSummary): {
  key: string;
  name: string;
  growth: 'growth_anonymous' | 'growth';
} {
  return scalingPoints(summary, 'anonymous_kib', 1).length > 0
    ? { key: 'anonymous_kib', name: 'anonymous memory', growth: 'growth_anonymous' }
    : { key: 'uss_kib', name: 'USS', growth: 'growth' };
}

/** The points of one rate. */
export function ofRate(points: readonly ScalingPoint[], rate: number): readonly ScalingPoint[] {
  return points.filter((point) => point.rate === rate);
}

/** A rate for people. */
export function rateName(refreshMs: number | null): string {
  return refreshMs === null ? 'unknown' : `${refreshMs} ms`;
}
