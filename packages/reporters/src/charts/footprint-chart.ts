import type { Markish } from '@observablehq/plot';
import { cores, memory, showInterval } from '../format/number.js';
import type { CellSeries, LaneSummary } from '../model/summary.js';
import { readAggregate } from '../results/metrics.js';
import { verdictSentence } from '../results/tone.js';
import type { AxisUnit } from './axis-unit.js';
import { coresAxisUnit, memoryAxisUnit, paddedDomain, timeUnit } from './axis-unit.js';
import type { Panel, Figure, LegendItem } from './figure.js';
import type { RepeatPoint, SeriesColumn } from './footprint-data.js';
import { colorOf, drawnPoints, repeatPoints, seriesSteady } from './footprint-data.js';
import { areaGlyph, dotGlyph, doubtGlyph, failedGlyph, lineGlyph } from './legend-glyphs.js';
import { drawPanel } from './panel.js';
import type { PlotContext } from './plot-loader.js';
import type { ChartTheme } from './theme.js';
import { DOUBT_COLOR, seriesColor } from './theme.js';

const WIDTH = 960;
const STRIP_WIDTH = 236;
/** Plot sets an axis label 3 px into its panel: this puts it under the title's first letter. */
const LEFT = 17;
const TIME_WIDTH = WIDTH - STRIP_WIDTH - 2 * LEFT;
const PANEL_HEIGHT = 220;
const CPU_HEIGHT = 150;
/** Steady parts of all repeats laid over each other reach this opacity. */
const STEADY_OPACITY = 0.16;

interface Row {
  readonly column: SeriesColumn;
  readonly name: string;
  readonly height: number;
  readonly unit: AxisUnit;
}

interface Scene {
  readonly context: PlotContext;
  readonly theme: ChartTheme;
  readonly summary: LaneSummary;
  readonly series: readonly CellSeries[];
  readonly time: AxisUnit;
  readonly timeDomain: readonly [number, number];
}

/** Memory and CPU over time, repeats overlaid, with a strip of the repeats' own values on the same scale. */
export function footprintFigure(
  context: PlotContext,
  theme: ChartTheme,
  summary: LaneSummary,
  series: readonly CellSeries[],
): Figure {
  const scene = sceneOf(context, theme, summary, series);
  const rows = rowsOf(summary, series);
  const panels: Panel[] = [];
  let y = 0;
  for (const [index, row] of rows.entries()) {
    const last = index === rows.length - 1;
    panels.push(...rowPanels(scene, row, y, last));
    y += row.height;
  }
  const anySpare = rows.length > 0;
  return {
    id: 'footprint',
    title: verdictSentence(summary),
    subtitle: `Footprint of ${summary.profile} · ${summary.verdict} · ${repeatsInWords(summary)}`,
    alt: altText(summary),
    width: WIDTH,
    bodyHeight: y,
    panels,
    legend: anySpare ? legendOf(scene) : [],
    notes: anySpare ? notesOf(series) : ['Nothing to draw: no cell left a number.'],
    theme,
  };
}

function repeatsInWords(summary: LaneSummary): string {
  const repeats = summary.cells.length;
  return repeats === 1 ? '1 repeat' : `${repeats} repeats, each a fresh process`;
}

function sceneOf(
  context: PlotContext,
  theme: ChartTheme,
  summary: LaneSummary,
  series: readonly CellSeries[],
): Scene {
  let lo = 0;
  let hi = 0;
  for (const one of series) {
    lo = Math.min(lo, one.points[0]?.t_s ?? 0);
    hi = Math.max(hi, one.points.at(-1)?.t_s ?? 0);
  }
  const time = timeUnit(hi - lo);
  // A warm-up may be far longer than the window: the window keeps at least three quarters of the axis.
  const from = Math.max(lo, -hi / 3);
  return { context, theme, summary, series, time, timeDomain: [from / time.divisor, hi / time.divisor] };
}

function rowsOf(summary: LaneSummary, series: readonly CellSeries[]): Row[] {
  const rows: Row[] = [];
  const add = (
    column: SeriesColumn,
    name: string,
    height: number,
    unitOf: (largest: number) => AxisUnit,
  ): void => {
    const largest = largestOf(summary, series, column);
    if (largest !== null) rows.push({ column, name, height, unit: unitOf(largest) });
  };
  add('anonymous_kib', 'anonymous memory', PANEL_HEIGHT, memoryAxisUnit);
  add('uss_kib', 'USS', PANEL_HEIGHT, memoryAxisUnit);
  add('cpu_cores', 'CPU', CPU_HEIGHT, coresAxisUnit);
  return rows;
}

function largestOf(summary: LaneSummary, series: readonly CellSeries[], column: SeriesColumn): number | null {
  let largest: number | null = null;
  const see = (value: number | null): void => {
    if (value !== null && Number.isFinite(value)) largest = Math.max(largest ?? value, value);
  };
  for (const one of series) for (const point of one.points) if (point.phase === 'window') see(point[column]);
  for (const point of repeatPoints(summary, column, { divisor: 1, name: '' })) see(point.y);
  return largest;
}

function rowPanels(scene: Scene, row: Row, y: number, last: boolean): Panel[] {
  const repeats = repeatPoints(scene.summary, row.column, row.unit);
  const domain = domainOf(scene, row, repeats);
  const alone = scene.series.length === 0;
  const shared = { marginTop: 34, marginBottom: last ? 42 : 18, height: row.height };
  const yAxis = {
    domain: [...domain],
    label: `${row.name} (${row.unit.name})`,
    labelArrow: 'none' as const,
    ticks: row.height > 180 ? 5 : 3,
  };
  const time = drawPanel(scene.context, scene.theme, {
    ...shared,
    width: TIME_WIDTH,
    x: {
      domain: [...scene.timeDomain],
      label: last ? `time since the window began (${scene.time.name})` : null,
      labelAnchor: 'center',
      labelArrow: 'none',
      ticks: last ? 8 : 0,
    },
    y: yAxis,
    marks: timeMarks(scene, row, domain),
  });
  const strip = drawPanel(scene.context, scene.theme, {
    ...shared,
    ...(alone ? { width: WIDTH - 2 * LEFT } : { width: STRIP_WIDTH, marginLeft: 14 }),
    x: {
      type: 'point',
      domain: repeats.map((repeat) => repeat.label),
      label: last ? 'repeat' : null,
      labelAnchor: 'center',
      ...(last ? {} : { tickFormat: () => '', tickSize: 0 }),
    },
    y: alone ? yAxis : { ...yAxis, axis: null },
    marks: stripMarks(scene, row, repeats, domain),
  });
  if (alone) return [{ x: LEFT, y, element: strip }];
  return [
    { x: LEFT, y, element: time },
    { x: LEFT + TIME_WIDTH, y, element: strip },
  ];
}

function domainOf(scene: Scene, row: Row, repeats: readonly RepeatPoint[]): readonly [number, number] {
  const values: (number | null)[] = repeats.map((repeat) => repeat.y);
  const aggregate = readAggregate(scene.summary.cell, row.column);
  for (const end of [aggregate.lo, aggregate.hi]) values.push(end === null ? null : end / row.unit.divisor);
  for (const one of scene.series) {
    for (const point of one.points) {
      const value = point[row.column];
      if (point.phase === 'window') values.push(value === null ? null : value / row.unit.divisor);
    }
  }
  const [lo, hi] = paddedDomain(values, 0.08) ?? [0, 1];
  return row.column === 'cpu_cores' ? [0, hi] : [Math.max(0, lo), hi];
}

function timeMarks(scene: Scene, row: Row, domain: readonly [number, number]): Markish[] {
  const { Plot } = scene.context;
  const [from, to] = scene.timeDomain;
  const steady = scene.series.filter((one) => one.steady_from_s !== null);
  const box = { y1: domain[0], y2: domain[1] };
  const marks: Markish[] = [];
  if (from < 0) {
    marks.push(Plot.rect([0], { ...box, x1: from, x2: 0, fill: scene.theme.warmup, fillOpacity: 0.16 }));
  }
  for (const one of steady) {
    const start = Math.max(0, one.steady_from_s ?? 0) / scene.time.divisor;
    const fillOpacity = STEADY_OPACITY / Math.max(1, scene.series.length);
    marks.push(Plot.rect([0], { ...box, x1: start, x2: to, fill: seriesColor(scene.theme, 0), fillOpacity }));
  }
  for (const [index, one] of scene.series.entries()) {
    // Dashes would vanish in the noise of CPU.
    const doubtful = row.column !== 'cpu_cores' && !seriesSteady(scene.summary, one);
    marks.push(
      Plot.lineY(drawnPoints(one, row.column, scene.time, row.unit), {
        x: 'x',
        y: 'y',
        stroke: seriesColor(scene.theme, colorOf(scene.summary, one, index)),
        strokeWidth: row.column === 'cpu_cores' ? 0.8 : 1.3,
        strokeOpacity: 0.9,
        ...(doubtful ? { strokeDasharray: '5,3' } : {}),
        clip: true,
      }),
    );
  }
  marks.push(...regionLabels(scene, domain[1], steady));
  return marks;
}

function regionLabels(scene: Scene, top: number, steady: readonly CellSeries[]): Markish[] {
  const { Plot } = scene.context;
  const [from, to] = scene.timeDomain;
  const style = { fill: scene.theme.muted, fontSize: 10.5, lineAnchor: 'bottom', dy: -4 } as const;
  const labels: Markish[] = [];
  if (from < 0) {
    labels.push(Plot.text(['warm-up'], { ...style, x: () => from / 2, y: () => top, textAnchor: 'middle' }));
  }
  if (steady.length > 0) {
    const start = Math.max(...steady.map((one) => one.steady_from_s ?? 0)) / scene.time.divisor;
    const words =
      steady.length === scene.series.length
        ? 'steady part'
        : `steady in ${steady.length} of ${scene.series.length}`;
    labels.push(
      Plot.text([words], { ...style, x: () => (start + to) / 2, y: () => top, textAnchor: 'middle' }),
    );
  } else if (scene.series.length > 0) {
    labels.push(
      Plot.text(['no steady part found'], { ...style, x: () => to, y: () => top, textAnchor: 'end' }),
    );
  }
  return labels;
}

function stripMarks(
  scene: Scene,
  row: Row,
  repeats: readonly RepeatPoint[],
  domain: readonly [number, number],
): Markish[] {
  const { Plot } = scene.context;
  const { theme } = scene;
  const aggregate = readAggregate(scene.summary.cell, row.column);
  const scale = (value: number): number => value / row.unit.divisor;
  const marks: Markish[] = [];
  if (aggregate.lo !== null && aggregate.hi !== null) {
    const band = { y1: scale(aggregate.lo), y2: scale(aggregate.hi) };
    marks.push(Plot.rect([0], { ...band, fill: theme.ink, fillOpacity: 0.1, clip: true }));
  }
  if (aggregate.median !== null) {
    marks.push(
      Plot.ruleY([scale(aggregate.median)], { stroke: theme.ink, strokeWidth: 1.2, strokeDasharray: '2,2' }),
    );
  }
  const quantity = row.column === 'cpu_cores' ? cores : memory;
  const words = showInterval(aggregate.median, aggregate.lo, aggregate.hi, quantity);
  marks.push(
    Plot.text([words], { frameAnchor: 'top', dy: -16, fontSize: 10.5, fill: theme.ink }),
    Plot.dot(
      repeats.filter((repeat) => repeat.y !== null && repeat.steady),
      {
        x: 'label',
        y: 'y',
        r: 4.5,
        fill: (repeat: RepeatPoint) => seriesColor(scene.theme, repeat.color),
        stroke: theme.paper,
      },
    ),
    Plot.dot(
      repeats.filter((repeat) => repeat.y !== null && !repeat.steady),
      {
        x: 'label',
        y: 'y',
        r: 5,
        symbol: 'triangle',
        fill: theme.paper,
        stroke: (repeat: RepeatPoint) => seriesColor(scene.theme, repeat.color),
        strokeWidth: 2,
      },
    ),
    Plot.dot(
      repeats.filter((repeat) => repeat.y === null),
      { x: 'label', y: () => domain[0], dy: -8, r: 5, symbol: 'times', stroke: DOUBT_COLOR, strokeWidth: 2 },
    ),
  );
  return marks;
}

function legendOf(scene: Scene): LegendItem[] {
  const { theme, summary, series } = scene;
  const cells = repeatPoints(summary, 'uss_kib', { divisor: 1, name: '' });
  const items: LegendItem[] = [];
  if (series.length > 0)
    items.push({
      glyph: lineGlyph(seriesColor(scene.theme, 0)),
      text: 'one repeat (colour as in the strip)',
    });
  if (cells.some((cell) => cell.steady))
    items.push({ glyph: dotGlyph(seriesColor(scene.theme, 0)), text: 'steady repeat' });
  if (cells.some((cell) => !cell.steady && !cell.failed)) {
    items.push({
      glyph: doubtGlyph(theme.ink, theme.paper),
      text: 'repeat that did not hold still (line dashed)',
    });
  }
  if (cells.some((cell) => cell.y === null))
    items.push({ glyph: failedGlyph(DOUBT_COLOR), text: 'no value: failed or unknown' });
  if (readAggregate(summary.cell, 'uss_kib').lo !== null) {
    items.push({ glyph: areaGlyph(theme.ink, 0.1), text: 'median and its 95 % interval' });
  }
  if (series.some((one) => one.steady_from_s !== null)) {
    items.push({
      glyph: areaGlyph(seriesColor(scene.theme, 0), STEADY_OPACITY),
      text: 'steady part: what the statistics use',
    });
  }
  if (series.some((one) => one.points.some((point) => point.t_s < 0))) {
    items.push({ glyph: areaGlyph(theme.warmup, 0.16), text: 'warm-up' });
  }
  return items;
}

function notesOf(series: readonly CellSeries[]): string[] {
  const notes = ['Memory axes do not start at zero; CPU does.'];
  if (series.length === 0) notes.push('No time series was kept: only the value of each repeat is shown.');
  return notes;
}

function altText(summary: LaneSummary): string {
  const parts = (['uss_kib', 'anonymous_kib', 'cpu_cores'] as const).map((column) => {
    const value = readAggregate(summary.cell, column);
    const name = { uss_kib: 'USS', anonymous_kib: 'anonymous memory', cpu_cores: 'CPU' }[column];
    const quantity = column === 'cpu_cores' ? cores : memory;
    return `${name} ${showInterval(value.median, value.lo, value.hi, quantity)}`;
  });
  const failed = repeatPoints(summary, 'uss_kib', { divisor: 1, name: '' }).filter(
    (cell) => cell.failed,
  ).length;
  return `Line charts of memory and CPU over time, one line a repeat, beside a strip with each repeat's value. Medians and 95 % intervals: ${parts.join('; ')}. ${summary.cells.length} repeats, ${failed} failed. Verdict: ${summary.verdict}.`;
}
