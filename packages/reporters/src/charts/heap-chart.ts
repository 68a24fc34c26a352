import { memory, showValue } from '../format/number.js';
import { readKey, readNumber, readText } from '../model/read-value.js';
import type { CellSeries, LaneSummary } from '../model/summary.js';
import { verdictSentence } from '../results/tone.js';
import { plainLine } from '../text/plain-line.js';
import type { Figure, LegendItem, Panel } from './figure.js';
import { areaGlyph, lineGlyph } from './legend-glyphs.js';
import { heapLines, memoryPanel, processLines } from './memory-lines.js';
import type { PlotContext } from './plot-loader.js';
import type { SiteBars } from './site-bars.js';
import { KIND_COLORS, siteBars, siteBarsHeight, siteBarsPanel } from './site-bars.js';
import type { ChartTheme } from './theme.js';
import { seriesColor } from './theme.js';

const WIDTH = 960;
const TIME_HEIGHT = 230;

/** The heap lane: memory over time without and under the profiler, the heap as it counted it, and the sites. */
export function heapFigure(
  context: PlotContext,
  theme: ChartTheme,
  summary: LaneSummary,
  series: readonly CellSeries[],
): Figure {
  const leaked = siteBars(summary, ['sites', 'leaked'], 'not freed at the end, by call site');
  const sites =
    leaked.bars.length > 0 ? leaked : siteBars(summary, ['sites', 'peak'], 'held at the peak, by call site');
  const time = timePanels(context, theme, summary, series);
  const profiled = series.some((one) => one.cell_id === profiledId(summary));
  return figureOf(theme, summary, {
    subtitle: 'memory over time, and the call sites',
    time,
    sites,
    bars: sites.bars.length > 0 ? siteBarsPanel(context, theme, sites, WIDTH) : null,
    legend: [
      ...(series.length > 0 ? [{ glyph: lineGlyph(seriesColor(theme, 0)), text: 'without a profiler' }] : []),
      ...(profiled
        ? [{ glyph: lineGlyph(seriesColor(theme, 1)), text: 'under heaptrack, whose own memory counts too' }]
        : []),
      ...heapLegend(theme, summary),
    ],
  });
}

/** The attribute lane: what grew between two sizes, or who held memory at one. */
export function attributeFigure(context: PlotContext, theme: ChartTheme, summary: LaneSummary): Figure {
  const growth = readKey(summary, 'growth');
  const two = growth !== null && growth !== undefined;
  const from = readNumber(growth, 'from_count') ?? readNumber(growth, 'from');
  const to = readNumber(growth, 'to_count') ?? readNumber(growth, 'to');
  const sites = two
    ? siteBars(summary, ['growth', 'sites'], 'held at the peak, by call site')
    : siteBars(summary, ['sites', 'peak'], 'held at the peak, by call site');
  const before = sites.bars.some((bar) => bar.before > 0);
  return figureOf(theme, summary, {
    subtitle: two ? `what grew between ${from} and ${to} entities` : 'who held memory at the peak',
    time: timePanels(context, theme, summary, []),
    sites,
    bars: sites.bars.length > 0 ? siteBarsPanel(context, theme, sites, WIDTH) : null,
    legend: [
      ...heapLegend(theme, summary),
      ...(before
        ? [{ glyph: areaGlyph(theme.muted, 0.3), text: `already there with ${from} entities` }]
        : []),
      ...(two ? [{ glyph: areaGlyph(seriesColor(theme, 0), 1), text: `grown by with ${to} entities` }] : []),
    ],
  });
}

/** The memcheck lane: records of lost memory by size. */
export function memcheckFigure(context: PlotContext, theme: ChartTheme, summary: LaneSummary): Figure {
  const sites = siteBars(summary, ['records'], 'not freed, by record');
  return figureOf(theme, summary, {
    subtitle: 'what was not freed, by record',
    time: [],
    sites,
    bars: sites.bars.length > 0 ? siteBarsPanel(context, theme, sites, WIDTH) : null,
    legend: KIND_COLORS.filter(({ color }) => sites.bars.some((bar) => bar.color === color)).map(
      ({ color, text }) => ({ glyph: areaGlyph(seriesColor(theme, color), 1), text }),
    ),
  });
}

interface Parts {
  readonly subtitle: string;
  readonly time: readonly Panel[];
  readonly sites: SiteBars;
  readonly bars: Element | null;
  readonly legend: readonly LegendItem[];
}

function figureOf(theme: ChartTheme, summary: LaneSummary, parts: Parts): Figure {
  const { sites, time, bars } = parts;
  const timeHeight = time.length > 0 ? TIME_HEIGHT : 0;
  const unresolved = sites.bars.some((bar) => !bar.resolved);
  const name = plainLine(summary.lane, 20);
  return {
    id: name,
    title: verdictSentence(summary),
    subtitle: `${name[0]?.toUpperCase()}${name.slice(1)} of ${summary.profile} · ${summary.verdict} · ${parts.subtitle}`,
    alt: altText(summary, sites),
    width: WIDTH,
    bodyHeight: timeHeight + (bars ? siteBarsHeight(sites) : 0),
    panels: [...time, ...(bars ? [{ x: 0, y: timeHeight, element: bars }] : [])],
    legend: parts.legend,
    notes: [
      ...(bars ? [] : [nothingText(summary)]),
      ...(sites.left > 0 ? [`${sites.left} smaller ones are in the table only.`] : []),
      ...(unresolved ? ['Pale bars: no symbols, the name is an address.'] : []),
    ],
    theme,
  };
}

function nothingText(summary: LaneSummary): string {
  if (summary.status === 'failed') return 'No call sites: nothing was measured.';
  if (readText(readKey(summary, 'phase_b'), 'left_out') !== null)
    return 'No call sites: no profiler was around it.';
  return summary.lane === 'memcheck'
    ? 'Nothing was lost: no record to draw.'
    : 'No call site holds anything.';
}

function profiledId(summary: LaneSummary): string {
  return readText(readKey(summary, 'phase_b'), 'cell_id') ?? 'heaptrack';
}

function heapLegend(theme: ChartTheme, summary: LaneSummary): readonly LegendItem[] {
  return heapLines(summary).length === 0
    ? []
    : [{ glyph: lineGlyph(seriesColor(theme, 2)), text: 'heap, as heaptrack counted it' }];
}

/** Their clocks differ: a window begins after the warm-up, a recording with the program. */
function timePanels(
  context: PlotContext,
  theme: ChartTheme,
  summary: LaneSummary,
  series: readonly CellSeries[],
): readonly Panel[] {
  const plans = [
    { label: 'USS', timeLabel: 'time in the window', lines: processLines(series, profiledId(summary)) },
    { label: 'heap', timeLabel: 'time since the start', lines: heapLines(summary) },
  ].filter((plan) => plan.lines.length > 0);
  const width = WIDTH / Math.max(1, plans.length);
  return plans.map((plan, i) => ({
    x: i * width,
    y: 0,
    element: memoryPanel(context, theme, { ...plan, width, height: TIME_HEIGHT }),
  }));
}

function altText(summary: LaneSummary, { bars, of }: SiteBars): string {
  const top = bars
    .slice(0, 3)
    .map((bar) => ` ${bar.label}: ${showValue(bar.bytes / 1024, memory)}.`)
    .join('');
  return `Verdict: ${plainLine(summary.verdict, 120)}. Memory ${of}:${top === '' ? ' none.' : top}`;
}
