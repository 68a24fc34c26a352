import { memory, showValue } from '../format/number.js';
import type { CellSeries, LaneSummary } from '../model/summary.js';
import type { FaultRow } from '../results/fault-rows.js';
import { faultRows } from '../results/fault-rows.js';
import { readAggregate } from '../results/metrics.js';
import { verdictSentence } from '../results/tone.js';
import { plainLine } from '../text/plain-line.js';
import { memoryAxisUnit, paddedDomain } from './axis-unit.js';
import { timelineOf, timelinePanel } from './fault-timeline.js';
import type { Figure, LegendItem } from './figure.js';
import { doubtGlyph, intervalGlyph, lineGlyph } from './legend-glyphs.js';
import { drawPanel } from './panel.js';
import type { PlotContext } from './plot-loader.js';
import type { ChartTheme } from './theme.js';
import { DOUBT_COLOR, seriesColor } from './theme.js';

const WIDTH = 960;
const LEFT = 17;
const PEAK_HEIGHT = 300;
const TIMELINE_HEIGHT = 240;
const GAP = 12;
/** Lines differ by dash and by the shape of their points as well as by colour. */
const DASHES = ['', '9,3', '2,3', '9,3,2,3', '5,5', '12,4'] as const;
const SYMBOLS = ['circle', 'square', 'diamond', 'star', 'hexagon', 'wye'] as const;

interface Peak {
  readonly line: number;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly lo: number | null;
  readonly hi: number | null;
  readonly partial: boolean;
}

/** How far memory rises with the size of a burst, and, where its series is at hand, one burst over time. */
export function faultFigure(
  context: PlotContext,
  theme: ChartTheme,
  summary: LaneSummary,
  series: readonly CellSeries[],
): Figure {
  const peaks = peaksOf(faultRows(summary));
  const names = [...new Set(peaks.map((peak) => peak.name))];
  const timeline = timelineOf(summary, series);
  const peakHeight = peaks.length === 0 ? 0 : PEAK_HEIGHT;
  const panels = [
    ...(peaks.length === 0 ? [] : [{ x: LEFT, y: 0, element: peakPanel(context, theme, peaks) }]),
    ...(timeline === null
      ? []
      : [
          {
            x: LEFT,
            y: peakHeight + GAP,
            element: timelinePanel(context, theme, timeline, {
              width: WIDTH - 2 * LEFT,
              height: TIMELINE_HEIGHT,
            }),
          },
        ]),
  ];
  return {
    id: 'fault',
    title: verdictSentence(summary),
    subtitle: `Bursts of faults on ${summary.profile} · ${summary.verdict} · rise over the time before the burst`,
    alt: altText(summary, peaks),
    width: WIDTH,
    bodyHeight: peakHeight + (timeline === null ? 0 : GAP + TIMELINE_HEIGHT),
    panels,
    legend: legendOf(theme, names, peaks),
    notes: [
      ...(panels.length === 0 ? ['Nothing to draw: no burst left a number.'] : []),
      ...(peaks.length > 0 && peaks.every((peak) => peak.lo === null)
        ? ['No error bars: fewer than two repeats of each burst, so no spread is known.']
        : []),
      ...(timeline === null
        ? []
        : [`Below: ${timeline.name}; the dashed lines are the injections of its faults.`]),
    ],
    theme,
  };
}

function peaksOf(rows: readonly FaultRow[]): readonly Peak[] {
  const known = rows.flatMap((row) => {
    const rise = readAggregate(row.figures, 'peak_rise_kib');
    if (row.faults === null || rise.median === null || row.status === 'failed') return [];
    const name = `${plainLine(row.mode, 30)}, ${plainLine(row.subject ?? 'unknown', 30)}`;
    const partial = row.status === 'partial';
    return [{ name, x: row.faults, y: rise.median, lo: rise.lo, hi: rise.hi, partial }];
  });
  const names = [...new Set(known.map((peak) => peak.name))];
  return known.map((peak) => ({ ...peak, line: names.indexOf(peak.name) }));
}

function peakPanel(context: PlotContext, theme: ChartTheme, peaks: readonly Peak[]): Element {
  const { Plot } = context;
  const ends = peaks.flatMap((peak) => [peak.y, peak.lo, peak.hi]);
  const unit = memoryAxisUnit(ends.reduce<number>((most, end) => Math.max(most, end ?? 0), 0));
  const scaled = peaks.map((peak) => ({
    ...peak,
    y: peak.y / unit.divisor,
    lo: peak.lo === null ? null : peak.lo / unit.divisor,
    hi: peak.hi === null ? null : peak.hi / unit.divisor,
  }));
  const domain = paddedDomain([0, ...scaled.flatMap((peak) => [peak.y, peak.lo, peak.hi])], 0.06);
  const color = (peak: Peak): string => seriesColor(theme, peak.line);
  const lines = new Map(scaled.map(({ line }) => [line, scaled.filter((peak) => peak.line === line)]));
  return drawPanel(context, theme, {
    width: WIDTH - 2 * LEFT,
    height: PEAK_HEIGHT,
    marginTop: 34,
    x: {
      domain: [0, Math.max(1, ...peaks.map((peak) => peak.x)) * 1.04],
      label: 'faults in the burst',
      labelAnchor: 'center',
      labelArrow: 'none',
    },
    y: {
      domain: domain ?? [0, 1],
      label: `peak rise of memory (${unit.name})`,
      labelArrow: 'none',
      ticks: 5,
    },
    marks: [
      Plot.ruleY([0], { stroke: theme.ink, strokeWidth: 1 }),
      ...[...lines].map(([line, points]) =>
        Plot.line(points, {
          x: 'x',
          y: 'y',
          stroke: seriesColor(theme, line),
          strokeWidth: 2,
          strokeDasharray: DASHES[line % DASHES.length] || 'none',
        }),
      ),
      Plot.ruleX(
        scaled.filter((peak) => peak.lo !== null && peak.hi !== null),
        { x: 'x', y1: 'lo', y2: 'hi', stroke: color, strokeWidth: 1.6, marker: 'tick' },
      ),
      // The first is the largest, so that it shows around those that lie on it.
      ...[...lines].map(([line, points]) =>
        Plot.dot(
          points.filter((peak) => !peak.partial),
          {
            x: 'x',
            y: 'y',
            r: line === 0 ? 6.5 : 4.5,
            symbol: SYMBOLS[line % SYMBOLS.length] ?? 'circle',
            fill: color,
            stroke: theme.paper,
          },
        ),
      ),
      Plot.dot(
        scaled.filter((peak) => peak.partial),
        {
          x: 'x',
          y: 'y',
          r: 5,
          symbol: 'triangle',
          fill: theme.paper,
          stroke: DOUBT_COLOR,
          strokeWidth: 1.8,
        },
      ),
    ],
  });
}

function legendOf(theme: ChartTheme, names: readonly string[], peaks: readonly Peak[]): LegendItem[] {
  return [
    ...names.map((text, line) => ({
      glyph: lineGlyph(seriesColor(theme, line), DASHES[line % DASHES.length] || undefined),
      text,
    })),
    ...(peaks.some((peak) => peak.lo !== null && peak.hi !== null)
      ? [{ glyph: intervalGlyph(theme.ink), text: '95 % interval' }]
      : []),
    ...(peaks.some((peak) => peak.partial)
      ? [{ glyph: doubtGlyph(DOUBT_COLOR, theme.paper), text: 'not every fault could be injected' }]
      : []),
  ];
}

function altText(summary: LaneSummary, peaks: readonly Peak[]): string {
  const each = peaks.map((peak) => ` ${peak.name} × ${peak.x}: ${showValue(peak.y, memory)}.`);
  return `Peak rise of memory against the number of faults in a burst. Verdict: ${plainLine(summary.verdict, 120)}.${each.join('')}`;
}
