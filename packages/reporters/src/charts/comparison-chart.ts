import { decimals } from '../format/number.js';
import { plainLine } from '../text/plain-line.js';
import type { Bar, ComparedMetric } from './change-bars.js';
import { barsHeight, barsLegend, barsOf, barsPanel, SIGNS } from './change-bars.js';
import type { Figure } from './figure.js';
import { figureSvg } from './figure.js';
import type { PlotContext } from './plot-loader.js';
import { loadPlot } from './plot-loader.js';
import type { ChartTheme } from './theme.js';
import { paperTheme } from './theme.js';

/** A comparison of a run with a baseline, as the chart needs it. */
export interface ComparedRun {
  readonly verdict: string;
  readonly level: number;
  readonly rows: readonly ComparedMetric[];
  readonly run: { readonly name: string };
}

const WIDTH = 960;
/** More rows than this are a table's work. */
const MOST_ROWS = 40;

/**
 * Every gated metric's change with its interval, against the thresholds at which it would warn and fail, the largest
 * change first; as SVG. Deterministic.
 */
export async function renderComparisonSvg(
  comparison: ComparedRun,
  theme: ChartTheme = paperTheme,
): Promise<string> {
  return figureSvg(comparisonFigure(await loadPlot(), theme, comparison));
}

function comparisonFigure(context: PlotContext, theme: ChartTheme, comparison: ComparedRun): Figure {
  const gated = comparison.rows.filter((row) => row.gated);
  const bars = barsOf(gated);
  const shown = bars.slice(0, MOST_ROWS);
  const silent = gated.filter((row) => row.change_percent === null).map((row) => plainLine(row.metric, 60));
  return {
    id: 'comparison',
    title: `Against the baseline: ${plainLine(comparison.verdict, 60)}`,
    subtitle: `${plainLine(comparison.run.name, 80)} · change of each gated metric in percent of the baseline`,
    alt: altText(comparison, shown),
    width: WIDTH,
    bodyHeight: shown.length === 0 ? 0 : barsHeight(shown.length),
    panels:
      shown.length === 0
        ? []
        : [{ x: 0, y: 0, element: barsPanel(context, theme, shown, 'change from the baseline') }],
    legend: shown.length === 0 ? [] : barsLegend(theme, shown, comparison.level),
    notes: [
      ...(shown.length === 0 ? ['Nothing to draw: no gated metric stands on both sides.'] : []),
      ...(bars.length > shown.length
        ? [`${bars.length - shown.length} smaller changes are in the table only.`]
        : []),
      ...(silent.length > 0 ? [`On one side only, or zero there: ${silent.slice(0, 8).join(', ')}.`] : []),
    ],
    theme,
  };
}

function altText(comparison: ComparedRun, bars: readonly Bar[]): string {
  const each = bars.slice(0, 10).map((bar) => ` ${bar.name}: ${decimals(bar.x)} %, ${SIGNS[bar.kind].text}.`);
  return `Change of each gated metric from the baseline with its interval. Verdict: ${plainLine(comparison.verdict, 60)}.${each.join('')}`;
}
