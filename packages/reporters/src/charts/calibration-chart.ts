import { readKey, readNumber, readText } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';
import { verdictSentence } from '../results/tone.js';
import { plainLine } from '../text/plain-line.js';
import type { Figure, LegendItem } from './figure.js';
import { areaGlyph, dotGlyph, failedGlyph } from './legend-glyphs.js';
import { drawPanel } from './panel.js';
import type { PlotContext } from './plot-loader.js';
import type { ChartTheme } from './theme.js';
import { DOUBT_COLOR, seriesColor } from './theme.js';

const WIDTH = 960;
const NAME_WIDTH = 300;
const FIGURES_WIDTH = 260;
const ROW_HEIGHT = 24;
const FRAME = 62;
const MOST_ROWS = 40;
/** What is further off than this many times the tolerance stands at the edge. */
const EDGE = 2;

/** A truth held against its measurement. */
interface Truth {
  readonly at: string;
  readonly name: string;
  readonly figures: string;
  /** The deviation in tolerances, within the edges; `null` where it was not measured. */
  readonly x: number | null;
  readonly pass: boolean | null;
}

/** Every known figure of a calibration: how far off it was measured, in units of what is allowed. */
export function calibrationFigure(context: PlotContext, theme: ChartTheme, summary: LaneSummary): Figure {
  const all = (summary.rows ?? []).map(truthOf);
  const truths = all.slice(0, MOST_ROWS);
  const height = truths.length * ROW_HEIGHT + FRAME;
  return {
    id: 'calibrate',
    title: verdictSentence(summary),
    subtitle: `Calibration on ${summary.profile} · ${summary.verdict} · ${all.filter((one) => one.pass === true).length} of ${all.length} known figures found again`,
    alt: altText(summary, truths),
    width: WIDTH,
    bodyHeight: truths.length === 0 ? 0 : height,
    panels: truths.length === 0 ? [] : [{ x: 0, y: 0, element: truthsPanel(context, theme, truths, height) }],
    legend: truths.length === 0 ? [] : legendOf(theme, truths),
    notes: [
      ...(truths.length === 0 ? ['Nothing to draw: no known figure was held against a measurement.'] : []),
      ...(all.length > truths.length ? [`${all.length - truths.length} more are in the table only.`] : []),
    ],
    theme,
  };
}

function truthOf(row: object, index: number): Truth {
  const error = readNumber(row, 'error');
  const tolerance = readNumber(row, 'tolerance') ?? 0;
  const unit = plainLine(readText(row, 'unit') ?? '', 12);
  const pass = readKey(row, 'pass');
  const figure = (key: string): string => {
    const value = readNumber(row, key);
    if (value === null) return 'unknown';
    return Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(4)));
  };
  return {
    at: String(index),
    name: plainLine(readText(row, 'what') ?? readText(row, 'id') ?? 'unnamed', 40),
    figures: `${figure('measured')}, known ${figure('known')} ${unit}`.trim(),
    x: error === null ? null : inTolerances(error, tolerance),
    pass: typeof pass === 'boolean' ? pass : null,
  };
}

// Where nothing is allowed, any deviation stands at the edge.
function inTolerances(error: number, tolerance: number): number {
  if (error === 0) return 0;
  const share = tolerance > 0 ? error / tolerance : error * Infinity;
  return Math.max(-EDGE, Math.min(EDGE, share));
}

function truthsPanel(
  context: PlotContext,
  theme: ChartTheme,
  truths: readonly Truth[],
  height: number,
): Element {
  const { Plot } = context;
  const found = truths.filter((one) => one.x !== null && one.pass === true);
  const off = truths.filter((one) => one.x !== null && one.pass !== true);
  return drawPanel(context, theme, {
    width: WIDTH,
    height,
    marginLeft: NAME_WIDTH,
    marginRight: FIGURES_WIDTH,
    marginTop: 10,
    x: {
      domain: [-EDGE * 1.1, EDGE * 1.1],
      ticks: [-2, -1, 0, 1, 2],
      tickFormat: (x: number) =>
        Math.abs(x) === EDGE ? `${x < 0 ? '≤ −' : '≥ '}${EDGE}` : String(x).replace('-', '−'),
      label: 'deviation in units of what is allowed',
      labelAnchor: 'center',
      labelArrow: 'none',
    },
    y: {
      type: 'band',
      padding: 0.5,
      domain: truths.map((one) => one.at),
      label: null,
      tickFormat: (at: string) => truths[Number(at)]?.name ?? '',
      tickSize: 0,
    },
    marks: [
      Plot.rectX([0], { x1: -1, x2: 1, fill: seriesColor(theme, 0), fillOpacity: 0.12 }),
      Plot.ruleX([-1, 1], { stroke: seriesColor(theme, 0), strokeOpacity: 0.6, strokeDasharray: '2,2' }),
      Plot.ruleX([0], { stroke: theme.ink, strokeWidth: 1.2 }),
      Plot.ruleY(off, { x1: 0, x2: 'x', y: 'at', stroke: DOUBT_COLOR, strokeWidth: 2 }),
      Plot.ruleY(found, { x1: 0, x2: 'x', y: 'at', stroke: seriesColor(theme, 0), strokeWidth: 2 }),
      Plot.dot(found, { x: 'x', y: 'at', r: 5, fill: seriesColor(theme, 0) }),
      Plot.dot(off, { x: 'x', y: 'at', r: 6, symbol: 'diamond', fill: DOUBT_COLOR }),
      Plot.dot(
        truths.filter((one) => one.x === null),
        { x: () => 0, y: 'at', r: 5, symbol: 'times', stroke: DOUBT_COLOR, strokeWidth: 2 },
      ),
      Plot.text(truths, {
        x: () => EDGE * 1.1,
        y: 'at',
        text: 'figures',
        textAnchor: 'start',
        dx: 10,
        fill: (one: Truth) => (one.pass === true ? theme.muted : theme.ink),
      }),
    ],
  });
}

function legendOf(theme: ChartTheme, truths: readonly Truth[]): LegendItem[] {
  const diamond = `<path d="M13,1L19,7L13,13L7,7Z" fill="${DOUBT_COLOR}"/>`;
  return [
    { glyph: areaGlyph(seriesColor(theme, 0), 0.12), text: 'allowed' },
    { glyph: dotGlyph(seriesColor(theme, 0)), text: 'found again' },
    ...(truths.some((one) => one.x !== null && one.pass !== true) ? [{ glyph: diamond, text: 'off' }] : []),
    ...(truths.some((one) => one.x === null)
      ? [{ glyph: failedGlyph(DOUBT_COLOR), text: 'not measured' }]
      : []),
  ];
}

function altText(summary: LaneSummary, truths: readonly Truth[]): string {
  const wrong = truths.filter((one) => one.pass !== true).slice(0, 10);
  const each = wrong.map(
    (one) => ` ${one.name}: ${one.x === null ? 'not measured' : `off, measured ${one.figures}`}.`,
  );
  return `Known figures against what was measured of them. Verdict: ${plainLine(summary.verdict, 120)}.${each.join('')}`;
}
