import { readList, readNumber } from '../model/read-value.js';
import type { CellSeries, LaneSummary } from '../model/summary.js';
import { memoryAxisUnit, paddedDomain, timeUnit } from './axis-unit.js';
import { drawnPoints } from './footprint-data.js';
import { drawPanel } from './panel.js';
import type { PlotContext } from './plot-loader.js';
import type { ChartTheme } from './theme.js';
import { seriesColor } from './theme.js';

/** A curve of memory over time: seconds and KiB. */
export interface MemoryLine {
  readonly name: string;
  readonly color: number;
  readonly points: readonly { readonly tS: number; readonly kib: number | null }[];
}

export interface MemoryPlan {
  readonly label: string;
  readonly timeLabel: string;
  readonly lines: readonly MemoryLine[];
  readonly width: number;
  readonly height: number;
}

const SECONDS = { divisor: 1, name: 's' };
const KIB = { divisor: 1, name: 'KiB' };

/** USS of every cell in its window: colour 0 without a profiler, 1 under one. */
export function processLines(series: readonly CellSeries[], profiledId: string): readonly MemoryLine[] {
  return series
    .map((one): MemoryLine => {
      const window = { ...one, points: one.points.filter((point) => point.phase === 'window') };
      return {
        name: one.cell_id,
        color: one.cell_id === profiledId ? 1 : 0,
        points: drawnPoints(window, 'uss_kib', SECONDS, KIB).map(({ x, y }) => ({ tS: x, kib: y })),
      };
    })
    .filter(isKnown);
}

/** The heap as the profiler counted it from the program's start. */
export function heapLines(summary: LaneSummary): readonly MemoryLine[] {
  const points = readList(summary, 'heap_series').flatMap((point) => {
    const tS = readNumber(point, 't_s');
    const bytes = readNumber(point, 'heap_bytes');
    return tS === null ? [] : [{ tS, kib: bytes === null ? null : bytes / 1024 }];
  });
  return [{ name: 'heap', color: 2, points }].filter(isKnown);
}

function isKnown(line: MemoryLine): boolean {
  return line.points.filter((point) => point.kib !== null).length > 1;
}

/** Draws curves of memory over time, from zero where that does not flatten them. */
export function memoryPanel(context: PlotContext, theme: ChartTheme, plan: MemoryPlan): Element {
  const { Plot } = context;
  const points = plan.lines.flatMap((line) => line.points.map((point) => ({ ...point, ...line })));
  const most = Math.max(0, ...points.map((point) => point.kib ?? 0));
  const time = timeUnit(Math.max(0, ...points.map((point) => point.tS)));
  const unit = memoryAxisUnit(most);
  const rows = points.map(({ tS, kib, name, color }) => ({
    x: tS / time.divisor,
    y: kib === null ? null : kib / unit.divisor,
    name,
    color: seriesColor(theme, color),
  }));
  const domain = paddedDomain([0, ...rows.map((row) => row.y)], 0.05) ?? [0, 1];
  return drawPanel(context, theme, {
    width: plan.width,
    height: plan.height,
    marginLeft: 60,
    x: { label: `${plan.timeLabel} (${time.name}) →`, labelAnchor: 'right' },
    y: { domain: [0, domain[1]], label: `↑ ${plan.label} (${unit.name})`, labelAnchor: 'top' },
    marks: [
      Plot.line(rows, { x: 'x', y: 'y', z: 'name', stroke: 'color', strokeWidth: 1.6 }),
      Plot.ruleY([0], { stroke: theme.ink, strokeWidth: 1.2 }),
    ],
  });
}
