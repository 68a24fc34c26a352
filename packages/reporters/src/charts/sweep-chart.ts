import type { Markish } from '@observablehq/plot';
import type { LaneSummary } from '../model/summary.js';
import { decimals } from '../format/number.js';
import type { SweepRow } from '../results/sweep-rows.js';
import { sweepRows } from '../results/sweep-rows.js';
import { verdictSentence } from '../results/tone.js';
import { plainLine } from '../text/plain-line.js';
import type { AxisUnit } from './axis-unit.js';
import { coresAxisUnit, memoryAxisUnit, paddedDomain } from './axis-unit.js';
import type { Figure, LegendItem } from './figure.js';
import { dotGlyph, doubtGlyph, failedGlyph, intervalGlyph } from './legend-glyphs.js';
import { drawPanel } from './panel.js';
import type { PlotContext } from './plot-loader.js';
import type { ChartTheme } from './theme.js';
import { DOUBT_COLOR, seriesColor } from './theme.js';

const WIDTH = 960;
const NAME_WIDTH = 190;
const ROW_HEIGHT = 24;
const FRAME = 58;
/** More rows than this are a table's work. */
const MOST_ROWS = 30;

interface PanelPlan {
  readonly label: string;
  readonly rows: readonly SweepRow[];
  readonly unit: AxisUnit;
}

/** Every setting against the default, ranked, in memory and in CPU; an interval that crosses zero is no difference. */
export function sweepFigure(context: PlotContext, theme: ChartTheme, summary: LaneSummary): Figure {
  const plans = panelPlans(summary);
  const heights = plans.map((plan) => plan.rows.length * ROW_HEIGHT + FRAME);
  const left = summary.cells.length - 1 - MOST_ROWS;
  return {
    id: 'sweep',
    title: verdictSentence(summary),
    subtitle: `Sweep of ${summary.profile} · ${summary.verdict} · each setting minus the default`,
    alt: altText(summary, plans),
    width: WIDTH,
    bodyHeight: heights.reduce((a, b) => a + b, 0),
    panels: plans.map((plan, index) => ({
      x: 0,
      y: heights.slice(0, index).reduce((a, b) => a + b, 0),
      element: forestPanel(context, theme, plan, heights[index] ?? FRAME),
    })),
    legend: plans.length === 0 ? [] : legendOf(theme, plans),
    notes: [
      ...(plans.length === 0 ? ['Nothing to draw: no setting left a difference.'] : []),
      ...(left > 0 ? [`${left} settings with smaller differences are in the table only.`] : []),
    ],
    theme,
  };
}

function panelPlans(summary: LaneSummary): PanelPlan[] {
  const anonymous = sweepRows(summary, 'anonymous_kib');
  const known = anonymous.some((row) => row.difference !== null);
  const memory = known ? anonymous : sweepRows(summary, 'uss_kib');
  const cpu = sweepRows(summary, 'cpu_cores');
  return [
    { label: known ? 'anonymous memory' : 'USS', rows: memory, unit: memoryAxisUnit(reach(memory)) },
    { label: 'CPU', rows: cpu, unit: coresAxisUnit(reach(cpu)) },
  ]
    .filter((plan) => plan.rows.some((row) => row.difference !== null))
    .map((plan) => ({ ...plan, rows: plan.rows.slice(0, MOST_ROWS) }));
}

function reach(rows: readonly SweepRow[]): number {
  return rows
    .flatMap((row) => [row.difference, row.lo, row.hi])
    .reduce<number>((most, value) => Math.max(most, Math.abs(value ?? 0)), 0);
}

function forestPanel(context: PlotContext, theme: ChartTheme, plan: PanelPlan, height: number): Element {
  const { Plot } = context;
  const { divisor, name } = plan.unit;
  const scaled = plan.rows.map((row, at) => ({
    at: String(at),
    ...row,
    x: row.difference === null ? null : row.difference / divisor,
    x1: row.lo === null ? null : row.lo / divisor,
    x2: row.hi === null ? null : row.hi / divisor,
  }));
  const drawn = scaled.filter(isDrawn);
  const domain = paddedDomain([0, ...drawn.flatMap((row) => [row.x, row.x1, row.x2])], 0.06) ?? [-1, 1];
  const color = seriesColor(theme, 0);
  return drawPanel(context, theme, {
    width: WIDTH,
    height,
    marginLeft: NAME_WIDTH,
    marginRight: 24,
    marginTop: 14,
    x: { domain, label: `difference in ${plan.label} from the default (${name}) →`, labelAnchor: 'right' },
    y: {
      type: 'band',
      padding: 0.5,
      domain: scaled.map((row) => row.at),
      label: null,
      tickFormat: (at: string) => plainLine(scaled[Number(at)]?.setting ?? '', 26),
      tickSize: 0,
    },
    marks: [
      Plot.ruleX([0], { stroke: theme.ink, strokeWidth: 1.2 }),
      Plot.ruleY(
        drawn.filter((row) => row.x1 !== null && row.x2 !== null),
        {
          x1: 'x1',
          x2: 'x2',
          y: 'at',
          stroke: color,
          strokeWidth: 2,
        },
      ),
      Plot.tickX(
        drawn.flatMap((row) => [row.x1, row.x2].flatMap((x) => (x === null ? [] : [{ x, at: row.at }]))),
        {
          x: 'x',
          y: 'at',
          stroke: color,
          insetTop: 1,
          insetBottom: 1,
        },
      ),
      ...dotMarks(context, theme, scaled),
    ],
  });
}

/** A row in the panel's unit. */
interface ScaledRow extends SweepRow {
  readonly at: string;
  readonly x: number | null;
  readonly x1: number | null;
  readonly x2: number | null;
}

function isDrawn(row: ScaledRow): boolean {
  return row.x !== null && row.failure === null;
}

function isDoubtful({ beyondNoise, repeatsNeeded, lo, hi }: SweepRow): boolean {
  return beyondNoise === null || repeatsNeeded !== null || lo === null || hi === null;
}

/** Full: differs; open: no difference; triangle: too little data; cross: no value. */
function dotMarks(context: PlotContext, theme: ChartTheme, scaled: readonly ScaledRow[]): Markish[] {
  const { Plot } = context;
  const color = seriesColor(theme, 0);
  const drawn = scaled.filter(isDrawn);
  const sure = drawn.filter((row) => !isDoubtful(row));
  const doubtful = drawn.filter((row) => !sure.includes(row));
  return [
    Plot.dot(sure, {
      x: 'x',
      y: 'at',
      r: 5,
      stroke: color,
      strokeWidth: 1.8,
      fill: (row: SweepRow) => (row.beyondNoise === true ? color : theme.paper),
    }),
    Plot.dot(doubtful, {
      x: 'x',
      y: 'at',
      r: 5,
      symbol: 'triangle',
      stroke: DOUBT_COLOR,
      strokeWidth: 1.8,
      fill: theme.paper,
    }),
    Plot.dot(
      scaled.filter((row) => !drawn.includes(row)),
      {
        x: () => 0,
        y: 'at',
        dx: 12,
        r: 5,
        symbol: 'times',
        stroke: DOUBT_COLOR,
        strokeWidth: 2,
      },
    ),
  ];
}

function legendOf(theme: ChartTheme, plans: readonly PanelPlan[]): LegendItem[] {
  const color = seriesColor(theme, 0);
  const rows = plans.flatMap((plan) => plan.rows);
  const open = `<circle cx="13" cy="7" r="4.5" fill="${theme.paper}" stroke="${color}" stroke-width="1.8"/>`;
  return [
    { glyph: dotGlyph(color), text: 'differs' },
    { glyph: open, text: 'no difference beyond noise' },
    { glyph: intervalGlyph(color), text: '95 % interval' },
    ...(rows.some((row) => row.failure === null && isDoubtful(row))
      ? [{ glyph: doubtGlyph(DOUBT_COLOR, theme.paper), text: 'too little data to tell' }]
      : []),
    ...(rows.some((row) => row.failure !== null || row.difference === null)
      ? [{ glyph: failedGlyph(DOUBT_COLOR), text: 'no value: failed or unknown' }]
      : []),
  ];
}

function altText(summary: LaneSummary, plans: readonly PanelPlan[]): string {
  const largest = plans.map(({ label, rows, unit }) => {
    const top = rows[0];
    return top === undefined || top.difference === null
      ? ''
      : ` Largest in ${label}: ${plainLine(top.setting, 40)}, ${decimals(top.difference / unit.divisor)} ${unit.name}.`;
  });
  return `Differences of every setting from the default with 95 % intervals. Verdict: ${plainLine(summary.verdict, 120)}.${largest.join('')}`;
}
