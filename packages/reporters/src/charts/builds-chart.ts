import type { LaneSummary } from '../model/summary.js';
import { readKey, readNumber, readText } from '../model/read-value.js';
import { verdictSentence } from '../results/tone.js';
import { decimals } from '../format/number.js';
import { plainLine } from '../text/plain-line.js';
import type { Bar, ComparedMetric } from './change-bars.js';
import { barsHeight, barsLegend, barsOf, barsPanel, SIGNS } from './change-bars.js';
import type { Figure, Panel } from './figure.js';
import { PAIR_HEIGHT, pairedQuantities, pairsLegend, pairsPanel } from './pairs-panel.js';
import type { PlotContext } from './plot-loader.js';
import type { ChartTheme } from './theme.js';

const WIDTH = 960;

/** Two builds in turn: the change of each gated metric with its interval, and below it every pair it rests on. */
export function buildsFigure(context: PlotContext, theme: ChartTheme, summary: LaneSummary): Figure {
  const gated = metricsOf(summary);
  const bars = barsOf(gated);
  const quantities = pairedQuantities(summary);
  const silent = gated.filter((row) => row.change_percent === null).map((row) => row.metric);
  const panels: Panel[] = [];
  let y = 0;
  if (bars.length > 0) {
    const element = barsPanel(context, theme, bars, 'change from A to B, ratios within pairs');
    panels.push({ x: 0, y, element });
    y += barsHeight(bars.length) + 10;
  }
  for (const [index, quantity] of quantities.entries()) {
    const element = pairsPanel(context, theme, quantity, index === quantities.length - 1);
    panels.push({ x: 17, y, element });
    y += PAIR_HEIGHT;
  }
  const alone = summary.lane === 'aa';
  return {
    id: 'builds',
    title: verdictSentence(summary),
    subtitle: `${alone ? 'One build against itself' : 'Build B against build A'} on ${summary.profile} · ${summary.verdict} · ${pairCount(summary)}`,
    alt: altText(summary, bars),
    width: WIDTH,
    bodyHeight: y,
    panels,
    legend: [
      ...(bars.length === 0 ? [] : barsLegend(theme, bars, readNumber(summary, 'level') ?? 0.95)),
      ...(quantities.length === 0 ? [] : pairsLegend(theme, quantities)),
    ],
    notes: [
      ...(panels.length === 0 ? ['Nothing to draw: no pair was measured on both sides.'] : []),
      ...(silent.length > 0
        ? [`Without a change that can be put into percent: ${silent.slice(0, 8).join(', ')}.`]
        : []),
      ...(quantities.length > 0 ? ['Memory axes do not start at zero; CPU does.'] : []),
    ],
    theme,
  };
}

/** The gated rows; what a summary does not say is unknown. */
function metricsOf(summary: LaneSummary): ComparedMetric[] {
  return (summary.rows ?? [])
    .filter((row) => readKey(row, 'gated') === true)
    .map((row) => ({
      metric: plainLine((readText(row, 'metric') ?? 'unnamed').replace(/^footprint\./u, ''), 60),
      gated: true,
      change_percent: readNumber(row, 'change_percent'),
      ratio_lo: readNumber(row, 'ratio_lo'),
      ratio_hi: readNumber(row, 'ratio_hi'),
      warn_percent: readNumber(row, 'warn_percent') ?? 0,
      fail_percent: readNumber(row, 'fail_percent') ?? 0,
      better: readText(row, 'better') === 'more' ? 'more' : 'less',
      verdict: readText(row, 'verdict') ?? '',
    }));
}

function pairCount(summary: LaneSummary): string {
  const [used, all] = [readNumber(summary, 'pairs_used'), readNumber(summary, 'pairs')];
  return used === null || all === null ? 'pairs not said' : `${used} of ${all} pairs used`;
}

function altText(summary: LaneSummary, bars: readonly Bar[]): string {
  const each = bars.slice(0, 10).map((bar) => ` ${bar.name}: ${decimals(bar.x)} %, ${SIGNS[bar.kind].text}.`);
  return `Change of each gated metric between two builds with its interval, and the pairs of fresh instances it rests on. Verdict: ${plainLine(summary.verdict, 120)}.${each.join('')}`;
}
