import type { Markish } from '@observablehq/plot';
import { decimals } from '../format/number.js';
import { plainLine } from '../text/plain-line.js';
import { paddedDomain } from './axis-unit.js';
import type { LegendItem } from './figure.js';
import { intervalGlyph, lineGlyph } from './legend-glyphs.js';
import { drawPanel } from './panel.js';
import type { PlotContext } from './plot-loader.js';
import type { ChartTheme } from './theme.js';
import { DOUBT_COLOR, seriesColor } from './theme.js';

/** A metric of a comparison, as the chart needs it; ratios are run over baseline, `null` is unknown. */
export interface ComparedMetric {
  readonly metric: string;
  readonly gated: boolean;
  readonly change_percent: number | null;
  readonly ratio_lo: number | null;
  readonly ratio_hi: number | null;
  readonly warn_percent: number;
  readonly fail_percent: number;
  readonly better: 'less' | 'more';
  readonly verdict: string;
}

const WIDTH = 960;
const NAME_WIDTH = 270;
const ROW_HEIGHT = 24;
const FRAME = 62;
/** The view reaches this many times the largest change or threshold that matters; what is wider is cut and said. */
const VIEW = 1.5;
const LEAST_VIEW_PERCENT = 12;
/** An interval that reaches further than so many times its threshold says nothing more by it. */
const MOST_THRESHOLDS = 3;

/** What a metric's change is called. */
type Kind = 'worse' | 'better' | 'same' | 'unclear';

const KINDS: Readonly<Record<string, Kind>> = {
  regressed: 'worse',
  warn: 'worse',
  improved: 'better',
  'no-change': 'same',
  'within-noise': 'same',
};
/** Each kind by its own shape, so that colour says nothing alone. */
export const SIGNS: Readonly<
  Record<Kind, { symbol: 'diamond' | 'square' | 'circle' | 'triangle'; text: string }>
> = {
  worse: { symbol: 'diamond', text: 'worse' },
  better: { symbol: 'square', text: 'better' },
  same: { symbol: 'circle', text: 'no change beyond noise' },
  unclear: { symbol: 'triangle', text: 'cannot be told' },
};

/** One metric's change in percent; an end of its interval is `null` where unknown. */
export interface Bar {
  readonly at: string;
  readonly name: string;
  readonly kind: Kind;
  readonly x: number;
  readonly lo: number | null;
  readonly hi: number | null;
  readonly fail: number;
}

/** The changes that are known, the largest first. */
export function barsOf(rows: readonly ComparedMetric[]): readonly Bar[] {
  const percent = (ratio: number | null): number | null => (ratio === null ? null : (ratio - 1) * 100);
  return rows
    .flatMap((row) => (row.change_percent === null ? [] : [{ ...row, x: row.change_percent }]))
    .sort((a, b) => Math.abs(b.x) - Math.abs(a.x))
    .map((row, index) => ({
      at: String(index),
      name: plainLine(row.metric, 38),
      kind: KINDS[row.verdict] ?? 'unclear',
      x: row.x,
      lo: percent(row.ratio_lo),
      hi: percent(row.ratio_hi),
      fail: row.better === 'less' ? row.fail_percent : -row.fail_percent,
    }));
}

function colorOf(theme: ChartTheme, kind: Kind): string {
  return {
    worse: DOUBT_COLOR,
    better: seriesColor(theme, 2),
    same: seriesColor(theme, 0),
    unclear: theme.muted,
  }[kind];
}

/** Height of a panel of so many changes. */
export function barsHeight(count: number): number {
  return count * ROW_HEIGHT + FRAME;
}

/** Changes below each other on one axis, with their intervals and the thresholds in view. */
export function barsPanel(
  context: PlotContext,
  theme: ChartTheme,
  all: readonly Bar[],
  label: string,
): Element {
  const { Plot } = context;
  const { view, bars, domain, inside } = viewed(all);
  const color = (bar: Bar): string => colorOf(theme, bar.kind);
  const ends = bars.flatMap((bar) =>
    [bar.lo, bar.hi].flatMap((x) => (x === null || Math.abs(x) === view ? [] : [{ ...bar, x }])),
  );
  return drawPanel(context, theme, {
    width: WIDTH,
    height: barsHeight(all.length),
    marginLeft: NAME_WIDTH,
    marginRight: 24,
    marginTop: 10,
    x: { domain: [...domain], label: `${label} (%) →`, labelAnchor: 'right' },
    y: {
      type: 'band',
      padding: 0.5,
      domain: bars.map((bar) => bar.at),
      label: null,
      tickFormat: (at: string) => bars[Number(at)]?.name ?? '',
      tickSize: 0,
    },
    marks: [
      Plot.ruleX([0], { stroke: theme.ink, strokeWidth: 1.2 }),
      Plot.tickX(inside, { x: 'fail', y: 'at', stroke: theme.ink, strokeDasharray: '2,2', strokeWidth: 1.4 }),
      Plot.ruleY(
        bars.filter((bar) => bar.lo !== null && bar.hi !== null),
        { x1: 'lo', x2: 'hi', y: 'at', stroke: color, strokeWidth: 2 },
      ),
      Plot.tickX(ends, { x: 'x', y: 'at', stroke: color, insetTop: 1, insetBottom: 1 }),
      ...(Object.keys(SIGNS) as Kind[]).map((kind) =>
        Plot.dot(
          bars.filter((bar) => bar.kind === kind && Math.abs(bar.x) < view),
          {
            x: 'x',
            y: 'at',
            r: 5,
            symbol: SIGNS[kind].symbol,
            stroke: colorOf(theme, kind),
            strokeWidth: 1.8,
            fill: kind === 'worse' || kind === 'better' ? colorOf(theme, kind) : theme.paper,
          },
        ),
      ),
      ...cutMarks(context, theme, all, view),
    ],
  });
}

interface Viewed {
  view: number;
  bars: readonly Bar[];
  domain: readonly [number, number];
  /** Bars whose threshold lies in view. */
  inside: readonly Bar[];
}

function viewed(all: readonly Bar[]): Viewed {
  const view = viewOf(all);
  const bars = all.map((bar) => cut(bar, view));
  const domain = paddedDomain([0, ...bars.flatMap((bar) => [bar.x, bar.lo, bar.hi])], 0.06) ?? [-1, 1];
  const inside = bars.filter((bar) => bar.fail >= domain[0] && bar.fail <= domain[1]);
  return { view, bars, domain, inside };
}

/** How far from zero the axis reaches: one metric that says nothing must not press all others together. */
function viewOf(bars: readonly Bar[]): number {
  const clear = bars.filter((bar) => bar.kind !== 'unclear');
  const matter = clear.flatMap((bar) => {
    const reach = Math.max(MOST_THRESHOLDS * Math.abs(bar.fail), VIEW * Math.abs(bar.x));
    const within = (end: number | null): number => Math.min(Math.abs(end ?? 0), reach);
    return [bar.x, within(bar.lo), within(bar.hi), Math.min(Math.abs(bar.fail), 30)];
  });
  const most = Math.max(LEAST_VIEW_PERCENT, ...matter.map(Math.abs));
  return clear.length === 0 ? Math.max(most, ...bars.map((bar) => Math.abs(bar.x))) * VIEW : most * VIEW;
}

function cut(bar: Bar, view: number): Bar {
  const within = (x: number): number => Math.max(-view, Math.min(view, x));
  return {
    ...bar,
    x: within(bar.x),
    lo: bar.lo === null ? null : within(bar.lo),
    hi: bar.hi === null ? null : within(bar.hi),
  };
}

/** What lies out of view is written at the edge it left by. */
function cutMarks(context: PlotContext, theme: ChartTheme, bars: readonly Bar[], view: number): Markish[] {
  const leaving = (side: 1 | -1): { at: string; text: string }[] =>
    bars.flatMap((bar) => {
      const end = (side > 0 ? bar.hi : bar.lo) ?? bar.x;
      const point = side * bar.x > view ? `, measured ${signed(bar.x)}` : '';
      if (side * end <= view) return [];
      return [
        { at: bar.at, text: side > 0 ? `to ${signed(end)}${point} ▶` : `◀ from ${signed(end)}${point}` },
      ];
    });
  const text = (side: 1 | -1): Markish =>
    context.Plot.text(leaving(side), {
      x: () => side * view,
      y: 'at',
      text: 'text',
      textAnchor: side > 0 ? 'end' : 'start',
      dy: -8,
      fill: theme.muted,
      fontSize: 10,
    });
  return [text(1), text(-1)];
}

function signed(percent: number): string {
  return `${percent > 0 ? '+' : ''}${decimals(percent, 2)} %`;
}

const SHAPES: Readonly<Record<Kind, string>> = {
  worse: 'M13,1L19,7L13,13L7,7Z',
  better: 'M8.5,2.5H17.5V11.5H8.5Z',
  same: 'M13,2.5A4.5,4.5 0 1 1 12.99,2.5Z',
  unclear: 'M13,1.5L19,12H7Z',
};

/** What the shapes, bars and ticks mean. */
export function barsLegend(theme: ChartTheme, bars: readonly Bar[], level: number): LegendItem[] {
  const kinds = (Object.keys(SIGNS) as Kind[]).filter((kind) => bars.some((bar) => bar.kind === kind));
  return [
    ...kinds.map((kind) => {
      const color = colorOf(theme, kind);
      const fill = kind === 'worse' || kind === 'better' ? color : theme.paper;
      const glyph = `<path d="${SHAPES[kind]}" fill="${fill}" stroke="${color}" stroke-width="1.8"/>`;
      return { glyph, text: SIGNS[kind].text };
    }),
    { glyph: intervalGlyph(theme.ink), text: `${Number((level * 100).toFixed(1))} % interval of the change` },
    ...(viewed(bars).inside.length > 0
      ? [{ glyph: lineGlyph(theme.ink, '2,2'), text: 'fails from here, where it lies in view' }]
      : []),
  ];
}
