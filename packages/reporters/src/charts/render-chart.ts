import type { CellSeries, LaneSummary } from '../model/summary.js';
import { buildsFigure } from './builds-chart.js';
import { calibrationFigure } from './calibration-chart.js';
import { churnFigure } from './churn-chart.js';
import { faultFigure } from './fault-chart.js';
import type { Figure } from './figure.js';
import { figureSvg } from './figure.js';
import { footprintFigure } from './footprint-chart.js';
import { attributeFigure, heapFigure, memcheckFigure } from './heap-chart.js';
import { loadFigure } from './load-chart.js';
import type { PlotContext } from './plot-loader.js';
import { loadPlot } from './plot-loader.js';
import { scalingFigure } from './scaling-chart.js';
import { sweepFigure } from './sweep-chart.js';
import type { ChartTheme } from './theme.js';
import { paperTheme } from './theme.js';

/** Options of {@link renderChartSvg}. */
export interface ChartOptions {
  readonly theme?: ChartTheme | undefined;
  /** Set where several charts share a page: their ids must differ. */
  readonly idPrefix?: string | undefined;
}

/**
 * The chart of a lane as SVG: chosen by what the summary holds (points and fits, differences, pairs, known figures, latency curves, bursts, slopes, call sites, or repeats over time). Deterministic.
 */
export async function renderChartSvg(
  summary: LaneSummary,
  series: readonly CellSeries[],
  options: ChartOptions = {},
): Promise<string> {
  const context = await loadPlot();
  const figure = laneFigure(context, options.theme ?? paperTheme, summary, series);
  return figureSvg(options.idPrefix === undefined ? figure : { ...figure, id: options.idPrefix });
}

function laneFigure(
  context: PlotContext,
  theme: ChartTheme,
  summary: LaneSummary,
  series: readonly CellSeries[],
): Figure {
  if (summary.lane === 'ab' || summary.lane === 'aa') return buildsFigure(context, theme, summary);
  if (summary.lane === 'calibrate') return calibrationFigure(context, theme, summary);
  if (summary.lane === 'sweep') return sweepFigure(context, theme, summary);
  if (summary.lane === 'churn') return churnFigure(context, theme, summary);
  if (summary.lane === 'fault') return faultFigure(context, theme, summary, series);
  if (summary.lane === 'heap') return heapFigure(context, theme, summary, series);
  if (summary.lane === 'attribute') return attributeFigure(context, theme, summary);
  if (summary.lane === 'memcheck') return memcheckFigure(context, theme, summary);
  if (summary.lane === 'load') return loadFigure(context, theme, summary);
  if (summary.lane === 'scaling' || (summary.rows && summary.fits))
    return scalingFigure(context, theme, summary);
  return footprintFigure(context, theme, summary, series);
}
