import { decimals } from '../format/number.js';
import { plainLine } from '../text/plain-line.js';
import { paddedDomain } from './axis-unit.js';
import type { Figure, LegendItem } from './figure.js';
import { figureSvg } from './figure.js';
import { intervalGlyph, lineGlyph } from './legend-glyphs.js';
import { drawPanel } from './panel.js';
import type { PlotContext } from './plot-loader.js';
import { loadPlot } from './plot-loader.js';
import type { ChartTheme } from './theme.js';
import { DOUBT_COLOR, paperTheme, seriesColor } from './theme.js';

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

/** A comparison of a run with a baseline, as the chart needs it. */
export interface ComparedRun {
  readonly verdict: string;
  readonly level: number;
  readonly rows: readonly ComparedMetric[];
  readonly run: { readonly name: string };
}

const WIDTH = 960;
const NAME_WIDTH = 270;
const ROW_HEIGHT = 24;
const FRAME = 62;
/** More rows than this are a table's work. */
const MOST_ROWS = 40;

type Kind = 'worse' | 'better' | 'same' | 'unclear';

const KINDS: Readonly<Record<string, Kind>> = {
  regressed: 'worse',
  warn: 'worse',
  improved: 'better',
  'no-change': 'same',
  'within-noise': 'same',
};
const SIGNS: Readonly<Record<Kind, { symbol: 'diamond' | 'square' | 'circle' | 'triangle'; text: string }>> =
  {
    worse: { symbol: 'diamond', text: 'worse' },
    better: { symbol: 'square', text: 'better' },
    same: { symbol: 'circle', text: 'no change beyond noise' },
    unclear: { symbol: 'triangle', text: 'cannot be told' },
  };

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

interface Bar {
  readonly at: string;
  readonly name: string;
  readonly kind: Kind;
  readonly x: number;
  readonly lo: number | null;
  readonly hi: number | null;
  readonly fail: number;
}

function comparisonFigure(context: PlotContext, theme: ChartTheme, comparison: ComparedRun): Figure {
  const gated = comparison.rows.filter((row) => row.gated);
  const bars = barsOf(gated);
  const shown = bars.slice(0, MOST_ROWS);
  const silent = gated.filter((row) => row.change_percent === null).map((row) => plainLine(row.metric, 60));
  const height = shown.length * ROW_HEIGHT + FRAME;
  return {
    id: 'comparison',
    title: `Against the baseline: ${plainLine(comparison.verdict, 60)}`,
    subtitle: `${plainLine(comparison.run.name, 80)} · change of each gated metric in percent of the baseline`,
    alt: altText(comparison, shown),
    width: WIDTH,
    bodyHeight: shown.length === 0 ? 0 : height,
    panels: shown.length === 0 ? [] : [{ x: 0, y: 0, element: barsPanel(context, theme, shown, height) }],
    legend: shown.length === 0 ? [] : legendOf(theme, shown, comparison.level),
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

function barsOf(rows: readonly ComparedMetric[]): readonly Bar[] {
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

function barsPanel(context: PlotContext, theme: ChartTheme, bars: readonly Bar[], height: number): Element {
  const { Plot } = context;
  const domain = paddedDomain([0, ...bars.flatMap((bar) => [bar.x, bar.lo, bar.hi])], 0.06) ?? [-1, 1];
  const color = (bar: Bar): string => colorOf(theme, bar.kind);
  const inside = bars.filter((bar) => bar.fail >= domain[0] && bar.fail <= domain[1]);
  const ends = bars.flatMap((bar) => [bar.lo, bar.hi].flatMap((x) => (x === null ? [] : [{ ...bar, x }])));
  return drawPanel(context, theme, {
    width: WIDTH,
    height,
    marginLeft: NAME_WIDTH,
    marginRight: 24,
    marginTop: 10,
    x: { domain: [...domain], label: 'change from the baseline (%) →', labelAnchor: 'right' },
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
          bars.filter((bar) => bar.kind === kind),
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
    ],
  });
}

const SHAPES: Readonly<Record<Kind, string>> = {
  worse: 'M13,1L19,7L13,13L7,7Z',
  better: 'M8.5,2.5H17.5V11.5H8.5Z',
  same: 'M13,2.5A4.5,4.5 0 1 1 12.99,2.5Z',
  unclear: 'M13,1.5L19,12H7Z',
};

function legendOf(theme: ChartTheme, bars: readonly Bar[], level: number): LegendItem[] {
  const kinds = (Object.keys(SIGNS) as Kind[]).filter((kind) => bars.some((bar) => bar.kind === kind));
  return [
    ...kinds.map((kind) => {
      const color = colorOf(theme, kind);
      const fill = kind === 'worse' || kind === 'better' ? color : theme.paper;
      const glyph = `<path d="${SHAPES[kind]}" fill="${fill}" stroke="${color}" stroke-width="1.8"/>`;
      return { glyph, text: SIGNS[kind].text };
    }),
    { glyph: intervalGlyph(theme.ink), text: `${decimals(level * 100)} % interval of the change` },
    { glyph: lineGlyph(theme.ink, '2,2'), text: 'fails from here, where it lies in view' },
  ];
}

function altText(comparison: ComparedRun, bars: readonly Bar[]): string {
  const each = bars.slice(0, 10).map((bar) => ` ${bar.name}: ${decimals(bar.x)} %, ${SIGNS[bar.kind].text}.`);
  return `Change of each gated metric from the baseline with its interval. Verdict: ${plainLine(comparison.verdict, 60)}.${each.join('')}`;
}
