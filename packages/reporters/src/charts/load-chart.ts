import type { LaneSummary } from '../model/summary.js';
import { decimals } from '../format/number.js';
import { readNumber } from '../model/read-value.js';
import type { LoadRow } from '../results/load-rows.js';
import { loadRows } from '../results/load-rows.js';
import { verdictSentence } from '../results/tone.js';
import { plainLine } from '../text/plain-line.js';
import { logTicks, paddedDomain } from './axis-unit.js';
import type { Figure } from './figure.js';
import { doubtGlyph, intervalGlyph, lineGlyph } from './legend-glyphs.js';
import { drawPanel } from './panel.js';
import type { PlotContext } from './plot-loader.js';
import type { ChartTheme } from './theme.js';
import { DOUBT_COLOR, seriesColor } from './theme.js';

const WIDTH = 960;
const HEIGHT = 430;
/** Levels differ by dash as well as by colour. */
const DASHES = ['', '9,3', '2,3', '9,3,2,3', '5,5', '12,4'] as const;
/** Percentiles with a tick; where the tail is as wide as the body, as in HDR histogram plots. */
const TICKS = [0.5, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999];
/** The percentiles of which the summary holds an interval over repeats. */
const JUDGED = [
  ['p50_ms', 0.5],
  ['p95_ms', 0.95],
  ['p99_ms', 0.99],
] as const;

/** Latency over percentile, a line per level and kind of connection, intervals over repeats at p50, p95 and p99. */
export function loadFigure(context: PlotContext, theme: ChartTheme, summary: LaneSummary): Figure {
  const all = loadRows(summary);
  const rows = all.filter((row) => row.failure === null && row.curve.length > 1);
  const missing = all.filter((row) => row.failure !== null).map((row) => plainLine(row.name, 40));
  const bound = rows.some((row) => row.generatorBound);
  return {
    id: 'load',
    title: verdictSentence(summary),
    subtitle: `Load on ${summary.profile} · ${summary.verdict} · curve of the middle repeat of each level`,
    alt: altText(summary, rows),
    width: WIDTH,
    bodyHeight: rows.length === 0 ? 0 : HEIGHT,
    panels: rows.length === 0 ? [] : [{ x: 17, y: 0, element: percentilePanel(context, theme, rows) }],
    legend: [
      ...rows.map((row, index) => ({
        glyph: lineGlyph(seriesColor(theme, index), DASHES[index % DASHES.length]),
        text: plainLine(row.name, 40),
      })),
      ...(rows.length === 0
        ? []
        : [{ glyph: intervalGlyph(theme.ink), text: '95 % interval over repeats (p50, p95, p99)' }]),
      ...(bound
        ? [{ glyph: doubtGlyph(DOUBT_COLOR, theme.paper), text: 'generator late: not the target alone' }]
        : []),
    ],
    notes: [
      ...(rows.length === 0 ? ['Nothing to draw: no level with load left a latency curve.'] : []),
      ...(missing.length === 0 ? [] : [`Failed, not drawn: ${missing.join('; ')}.`]),
    ],
    theme,
  };
}

const tail = (quantile: number): number => 1 / (1 - quantile);

interface Interval {
  readonly x: number;
  readonly lo: number;
  readonly hi: number;
}

function percentilePanel(context: PlotContext, theme: ChartTheme, rows: readonly LoadRow[]): Element {
  const { Plot } = context;
  const points = rows.flatMap((row) => row.curve);
  const intervals = rows.map((row) => intervalsOf(row));
  const last = Math.max(10, ...points.map((point) => tail(point.quantile)));
  const [lo, hi] = paddedDomain(
    [
      ...points.map(({ ms }) => Math.log10(ms)),
      ...intervals.flat().flatMap((one) => [Math.log10(one.lo), Math.log10(one.hi)]),
    ],
    0.05,
  ) ?? [0, 1];
  const domain: [number, number] = [10 ** lo, 10 ** hi];
  return drawPanel(context, theme, {
    width: WIDTH - 34,
    height: HEIGHT,
    marginLeft: 60,
    marginRight: 30,
    x: {
      type: 'log',
      domain: [1, last],
      ticks: TICKS.map(tail).filter((tick) => tick <= last * 1.001),
      tickFormat: (value: number) => `p${Number(((1 - 1 / value) * 100).toFixed(4))}`,
      label: 'percentile of requests (tail widened) →',
    },
    y: {
      type: 'log',
      domain,
      ticks: [...logTicks(...domain, 6)],
      tickFormat: String,
      label: '↑ latency (ms, logarithmic)',
    },
    marks: rows.flatMap((row, index) => {
      const color = seriesColor(theme, index);
      const end = row.curve.at(-1);
      return [
        Plot.line(row.curve, {
          x: ({ quantile }: { quantile: number }) => tail(quantile),
          y: 'ms',
          stroke: color,
          strokeWidth: 2,
          strokeDasharray: DASHES[index % DASHES.length] || 'none',
        }),
        Plot.ruleX(intervals[index] ?? [], {
          x: 'x',
          y1: 'lo',
          y2: 'hi',
          stroke: color,
          strokeWidth: 1.6,
          marker: 'tick',
        }),
        Plot.dot(row.generatorBound && end ? [end] : [], {
          x: ({ quantile }: { quantile: number }) => tail(quantile),
          y: 'ms',
          r: 5,
          symbol: 'triangle',
          stroke: DOUBT_COLOR,
          strokeWidth: 1.8,
          fill: theme.paper,
        }),
      ];
    }),
  });
}

/** An interval whose lower end is not above zero has no place on a logarithmic axis: it stands in the table only. */
function intervalsOf(row: LoadRow): Interval[] {
  return JUDGED.flatMap(([key, quantile]) => {
    const lo = readNumber(row.cell, `${key}_lo95`);
    const hi = readNumber(row.cell, `${key}_hi95`);
    return lo === null || hi === null || lo <= 0 ? [] : [{ x: tail(quantile), lo, hi }];
  });
}

function altText(summary: LaneSummary, rows: readonly LoadRow[]): string {
  const each = rows.map((row) => {
    const p99 = readNumber(row.cell, 'p99_ms_median');
    return ` ${plainLine(row.name, 40)}: p99 ${p99 === null ? 'unknown' : `${decimals(p99)} ms`}.`;
  });
  return `Latency over percentile for each level of load. Verdict: ${plainLine(summary.verdict, 120)}.${each.join('')}`;
}
