import { decimals } from '../format/number.js';
import type { LaneSummary } from '../model/summary.js';
import type { ChurnSlope } from '../results/churn-rows.js';
import { churnSlopes, leakFloor, windowsWithoutSlope } from '../results/churn-rows.js';
import { verdictSentence } from '../results/tone.js';
import { plainLine } from '../text/plain-line.js';
import { paddedDomain } from './axis-unit.js';
import type { Figure } from './figure.js';
import { dotGlyph, intervalGlyph, lineGlyph } from './legend-glyphs.js';
import { drawPanel } from './panel.js';
import type { PlotContext } from './plot-loader.js';
import { CYCLE_COLORS, residueLevels, residuePanel } from './residue-panel.js';
import type { ChartTheme } from './theme.js';
import { DOUBT_COLOR, seriesColor } from './theme.js';

const WIDTH = 960;
const ROW_HEIGHT = 26;
const FRAME = 58;
const FLOOR_DASH = '6,4';
const CYCLES_HEIGHT = 220;
const CYCLES_SIZE = { width: WIDTH, height: CYCLES_HEIGHT };
/** More windows than this are a table's work. */
const MOST_WINDOWS = 40;

/** The slope of memory in every window, still graph above changing one, against the floor below which none is a leak. */
export function churnFigure(context: PlotContext, theme: ChartTheme, summary: LaneSummary): Figure {
  const windows = churnSlopes(summary).filter((slope) => slope.cellId !== null);
  const drawn = windows.filter((one) => one.slope !== null).slice(0, MOST_WINDOWS);
  const left = windows.length - drawn.length;
  const missing = windowsWithoutSlope(summary).map((id) => plainLine(id, 40));
  const floor = leakFloor(summary);
  const height = drawn.length * ROW_HEIGHT + FRAME;
  const slopesHeight = drawn.length === 0 ? 0 : height;
  const levels = residueLevels(summary);
  const cycled = levels.shrunk.length > 1;
  return {
    id: 'churn',
    title: verdictSentence(summary),
    subtitle: `Churn of ${summary.profile} · ${summary.verdict} · slope of memory in each window`,
    alt: altText(summary, drawn),
    width: WIDTH,
    bodyHeight: slopesHeight + (cycled ? CYCLES_HEIGHT : 0),
    panels: [
      ...(drawn.length === 0
        ? []
        : [{ x: 0, y: 0, element: slopePanel(context, theme, { drawn, floor, height }) }]),
      ...(cycled
        ? [{ x: 0, y: slopesHeight, element: residuePanel(context, theme, levels, CYCLES_SIZE) }]
        : []),
    ],
    legend: [
      ...(drawn.length === 0
        ? []
        : [
            { glyph: dotGlyph(seriesColor(theme, 0)), text: 'static graph' },
            { glyph: dotGlyph(seriesColor(theme, 1)), text: 'under churn' },
            { glyph: intervalGlyph(theme.ink), text: '95 % interval' },
            ...(floor === null
              ? []
              : [{ glyph: lineGlyph(DOUBT_COLOR, FLOOR_DASH), text: `floor of a leak, ${floor} B/s` }]),
          ]),
      ...(cycled
        ? [
            {
              glyph: dotGlyph(seriesColor(theme, CYCLE_COLORS.shrunk)),
              text: 'after a cycle, graph shrunk back',
            },
            { glyph: openGlyph(theme), text: 'graph grown' },
          ]
        : []),
    ],
    notes: [
      ...(drawn.length === 0 && !cycled ? ['Nothing to draw: no window left a slope.'] : []),
      ...(drawn.length > 0 && left > 0 ? [`${left} windows are in the table only.`] : []),
      ...(missing.length === 0 ? [] : [`No slope, not drawn: ${missing.join('; ')}.`]),
    ],
    theme,
  };
}

function openGlyph(theme: ChartTheme): string {
  return `<circle cx="13" cy="7" r="4" fill="${theme.paper}" stroke="${seriesColor(theme, CYCLE_COLORS.grown)}" stroke-width="1.8"/>`;
}

interface SlopePlan {
  readonly drawn: readonly ChurnSlope[];
  readonly floor: number | null;
  readonly height: number;
}

function slopePanel(context: PlotContext, theme: ChartTheme, plan: SlopePlan): Element {
  const { Plot } = context;
  const { drawn, floor, height } = plan;
  const rows = drawn.map((one, at) => ({ ...one, at: String(at) }));
  const bars = rows.filter((row) => row.lo !== null && row.hi !== null);
  const domain = paddedDomain([0, floor, ...rows.flatMap((row) => [row.slope, row.lo, row.hi])], 0.06);
  const color = (row: ChurnSlope): string => seriesColor(theme, row.graph === 'static' ? 0 : 1);
  return drawPanel(context, theme, {
    width: WIDTH,
    height,
    marginTop: 14,
    marginLeft: 190,
    marginRight: 24,
    x: { domain: domain ?? [-1, 1], label: 'slope of memory (B/s) →', labelAnchor: 'right' },
    y: {
      type: 'band',
      padding: 0.5,
      domain: rows.map((row) => row.at),
      label: null,
      tickFormat: (at: string) => plainLine(rows[Number(at)]?.cellId ?? '', 26),
      tickSize: 0,
    },
    marks: [
      Plot.ruleX([0], { stroke: theme.ink, strokeWidth: 1.2 }),
      Plot.ruleX(floor === null ? [] : [floor], {
        stroke: DOUBT_COLOR,
        strokeWidth: 1.6,
        strokeDasharray: FLOOR_DASH,
      }),
      Plot.ruleY(bars, { x1: 'lo', x2: 'hi', y: 'at', stroke: color, strokeWidth: 2, marker: 'tick' }),
      Plot.dot(rows, { x: 'slope', y: 'at', r: 5, fill: color, stroke: theme.paper }),
    ],
  });
}

function altText(summary: LaneSummary, drawn: readonly ChurnSlope[]): string {
  const each = drawn.map((one) => ` ${plainLine(one.cellId ?? '', 40)}: ${decimals(one.slope ?? 0)} B/s.`);
  return `Slopes of memory with 95 % intervals in a still and in a changing graph. Verdict: ${plainLine(summary.verdict, 120)}.${each.join('')}`;
}
