import type { Markish } from '@observablehq/plot';
import { plainLine } from '../text/plain-line.js';
import type { AxisUnit } from './axis-unit.js';
import { coresAxisUnit, memoryAxisUnit, paddedDomain } from './axis-unit.js';
import type { Figure, LegendItem, Panel } from './figure.js';
import { figureSvg } from './figure.js';
import { dotGlyph, lineGlyph } from './legend-glyphs.js';
import { drawPanel } from './panel.js';
import type { PlotContext } from './plot-loader.js';
import { loadPlot } from './plot-loader.js';
import { runsForChart } from './history-thinning.js';
import type { ChartTheme } from './theme.js';
import { DOUBT_COLOR, paperTheme, seriesColor } from './theme.js';

/** A lasting change of a figure, as the chart needs it; places count runs from 0. */
export interface ChangeInTime {
  /** The first run of the new level. */
  readonly index: number;
  readonly change_percent: number;
  /** Runs at which it may as well have begun, first and last. */
  readonly earliest: number;
  readonly latest: number;
  readonly bad_commit: string | null;
}

/** One figure over time, as the chart needs it. */
export interface FigureInTime {
  readonly metric: string;
  readonly host: string;
  readonly profile: string | null;
  readonly points: readonly { readonly value: number; readonly finished_at: string | null }[];
  readonly changes: readonly ChangeInTime[];
  /** Why changes could not be looked for; null or absent where they were. */
  readonly undecided?: string | null;
  /** Runs left out because the host was busy. */
  readonly busy: number;
}

const WIDTH = 960;
const LEFT = 17;
const PANEL_HEIGHT = 200;
/** More figures than this are a table's work. */
const MOST_PANELS = 12;
/** More names of changes than this in a panel cover each other. */
const MOST_LABELS = 14;

/**
 * Figures over runs, one panel each: every run, the level between changes, and where each change began, with the runs
 * at which it may as well have begun; as SVG. Deterministic.
 */
export async function renderHistorySvg(
  series: readonly FigureInTime[],
  theme: ChartTheme = paperTheme,
): Promise<string> {
  return figureSvg(historyFigure(await loadPlot(), theme, series));
}

function historyFigure(context: PlotContext, theme: ChartTheme, all: readonly FigureInTime[]): Figure {
  const known = all.filter((one) => one.points.some((point) => Number.isFinite(point.value)));
  const shown = known.slice(0, MOST_PANELS);
  const changes = all.reduce((sum, one) => sum + one.changes.length, 0);
  const busy = Math.max(0, ...all.map((one) => one.busy));
  const panels = shown.map((one, index): Panel => ({
    x: LEFT,
    y: index * PANEL_HEIGHT,
    element: historyPanel(context, theme, one, index === shown.length - 1),
  }));
  return {
    id: 'history',
    title: titleOf(shown, changes),
    subtitle: subtitleOf(shown),
    alt: altText(shown, changes),
    width: WIDTH,
    bodyHeight: shown.length * PANEL_HEIGHT,
    panels,
    legend: shown.length === 0 ? [] : legendOf(theme, changes > 0),
    notes: [
      ...(shown.length === 0 ? ['Nothing to draw: no run left a figure.'] : []),
      ...(shown.length < all.length ? [`${all.length - shown.length} further figures are not drawn.`] : []),
      ...(busy > 0
        ? [`${busy} ${busy === 1 ? 'run of a busy host is' : 'runs of a busy host are'} left out.`]
        : []),
      ...(shown.length > 0 ? ['Axes do not start at zero.'] : []),
    ],
    theme,
  };
}

function titleOf(shown: readonly FigureInTime[], changes: number): string {
  if (changes > 0) return `${changes} lasting ${changes === 1 ? 'change' : 'changes'}`;
  const told = shown.filter((one) => (one.undecided ?? null) === null);
  if (told.length === 0) return 'Whether anything changed for good cannot be told';
  const open = shown.length - told.length;
  return `No lasting change${open === 0 ? '' : ` in ${told.length} of ${shown.length} figures; the others cannot be told`}`;
}

function subtitleOf(series: readonly FigureInTime[]): string {
  const distinct = (values: readonly (string | null)[]): string =>
    [...new Set(values.map((value) => plainLine(value ?? 'not said', 60)))].slice(0, 3).join(', ');
  const times = series.flatMap((one) => one.points.flatMap((point) => point.finished_at ?? [])).sort();
  const [first, last] = [times[0], times.at(-1)].map((time) => plainLine(time ?? '', 10).slice(0, 10));
  const span = first ? ` · ${first}${last === first ? '' : ` to ${last ?? ''}`}` : '';
  return `History of ${distinct(series.map((one) => one.profile))} on ${distinct(series.map((one) => one.host))}${span}`;
}

function unitOf(metric: string, largest: number): AxisUnit {
  if (metric.endsWith('_kib')) return memoryAxisUnit(largest);
  if (metric.endsWith('_cores')) return coresAxisUnit(largest);
  const unit = { _ms: 'ms', _b_s: 'B/s', _bytes: 'B', kib_per_entity: 'KiB an entity', _threads: 'threads' };
  return { divisor: 1, name: Object.entries(unit).find(([end]) => metric.endsWith(end))?.[1] ?? '' };
}

function historyPanel(context: PlotContext, theme: ChartTheme, series: FigureInTime, last: boolean): Element {
  const finite = series.points.map(({ value }) => value).filter(Number.isFinite);
  const unit = unitOf(series.metric, Math.max(...finite));
  const runs = runsForChart(series.points).map(({ index, value }) => ({ index, y: value / unit.divisor }));
  const domain = paddedDomain(
    runs.map((run) => run.y),
    0.12,
  ) ?? [0, 1];
  const name = `${plainLine(series.metric, 70)}${unit.name === '' ? '' : ` (${unit.name})`}`;
  const end = series.points.length;
  return drawPanel(context, theme, {
    width: WIDTH - 2 * LEFT,
    height: PANEL_HEIGHT,
    marginTop: 46,
    marginBottom: last ? 42 : 30,
    x: {
      domain: [0.5, Math.max(1.5, end + 0.5)],
      label: last ? 'run, in the order of time' : null,
      labelAnchor: 'center',
      labelArrow: 'none',
      ticks: Math.min(10, end),
      tickFormat: (x: number) => (Number.isInteger(x) ? String(x) : ''),
    },
    y: { domain, label: name, labelArrow: 'none', ticks: 4 },
    marks: [
      ...changeMarks(context, theme, series, domain),
      context.Plot.dot(runs, {
        x: (run: { index: number }) => run.index + 1,
        y: 'y',
        r: runs.length > 200 ? 1.3 : 3,
        fill: seriesColor(theme, 0),
        fillOpacity: runs.length > 200 ? 0.6 : 1,
      }),
      context.Plot.ruleY(levelsOf(series, unit.divisor), {
        x1: 'x1',
        x2: 'x2',
        y: 'y',
        stroke: theme.ink,
        strokeWidth: 2,
      }),
    ],
  });
}

/** The median of each stretch between changes. */
function levelsOf(series: FigureInTime, divisor: number): { x1: number; x2: number; y: number }[] {
  const starts = [0, ...series.changes.map((change) => change.index)];
  return starts.flatMap((from, i) => {
    const to = starts[i + 1] ?? series.points.length;
    const values = series.points
      .slice(from, to)
      .map((point) => point.value / divisor)
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    const middle = values.length / 2;
    const [low, high] = [values[Math.ceil(middle) - 1], values[Math.floor(middle)]];
    if (low === undefined || high === undefined) return [];
    return [{ x1: from + 0.6, x2: to + 0.4, y: (low + high) / 2 }];
  });
}

function changeMarks(
  { Plot }: PlotContext,
  theme: ChartTheme,
  { changes }: FigureInTime,
  domain: readonly [number, number],
): Markish[] {
  const color = DOUBT_COLOR;
  return [
    Plot.rect(changes, {
      x1: (change: ChangeInTime) => change.earliest + 0.2,
      x2: (change: ChangeInTime) => change.latest + 0.8,
      y1: () => domain[0],
      y2: () => domain[1],
      fill: color,
      fillOpacity: 0.2,
    }),
    Plot.ruleX(changes, {
      x: (change: ChangeInTime) => change.index + 0.5,
      stroke: color,
      strokeDasharray: '4,3',
      strokeWidth: 1.4,
    }),
    Plot.text(changes.length > MOST_LABELS ? [] : changes, {
      x: (change: ChangeInTime) => change.index + 0.5,
      y: () => domain[1],
      dy: -8,
      text: changeText,
      fill: theme.ink,
      fontSize: 10.5,
    }),
  ];
}

function changeText({ change_percent, bad_commit }: ChangeInTime): string {
  const commit = bad_commit === null ? '' : ` ${plainLine(bad_commit, 8).slice(0, 8)}`;
  return `${change_percent > 0 ? '▲ +' : '▼ '}${Number(change_percent.toFixed(1))} %${commit}`;
}

function legendOf(theme: ChartTheme, changed: boolean): LegendItem[] {
  const began = `<rect x="7" y="0" width="12" height="14" fill="${DOUBT_COLOR}" fill-opacity="0.2"/><path d="M13,0V14" stroke="${DOUBT_COLOR}" stroke-width="1.4" stroke-dasharray="4,3"/>`;
  return [
    { glyph: dotGlyph(seriesColor(theme, 0)), text: 'one run' },
    { glyph: lineGlyph(theme.ink), text: 'level between changes (median)' },
    ...(changed
      ? [
          {
            glyph: began,
            text: 'a lasting change begins; shaded: or here. The commit is the first surely after it',
          },
        ]
      : []),
  ];
}

function altText(series: readonly FigureInTime[], changes: number): string {
  const each = series
    .flatMap((one) =>
      one.changes.map(
        (change) => ` ${plainLine(one.metric, 60)}, run ${change.index + 1}: ${changeText(change)}.`,
      ),
    )
    .slice(0, 20);
  return `Figures over runs in the order of time, with the level between lasting changes. Verdict: ${titleOf(series, changes)}.${each.join('')}`;
}
