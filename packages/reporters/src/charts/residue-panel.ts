import { readKey, readList, readNumber } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';
import { memoryAxisUnit, paddedDomain } from './axis-unit.js';
import { drawPanel } from './panel.js';
import type { PlotContext } from './plot-loader.js';
import type { ChartTheme } from './theme.js';
import { seriesColor } from './theme.js';

/** Not those of the windows above. */
export const CYCLE_COLORS = { shrunk: 2, grown: 3 } as const;

/** Memory after a cycle (0: before the first) and while it was grown, KiB. */
interface Level {
  readonly cycle: number;
  readonly kib: number;
}

/** The levels of the cycles of a churn summary. */
export interface ResidueLevels {
  readonly shrunk: readonly Level[];
  readonly grown: readonly Level[];
}

/** Levels of grown and shrunk graph, cycle by cycle; empty where there were no cycles. */
export function residueLevels(summary: LaneSummary): ResidueLevels {
  const rows = readList(readKey(summary, 'residue'), 'rows');
  const level = (row: unknown, key: string, cycle: number): Level[] => {
    const kib = readNumber(row, key);
    return kib === null ? [] : [{ cycle, kib }];
  };
  const cycleOf = (row: unknown): number => readNumber(row, 'cycle') ?? 0;
  return {
    shrunk: [
      ...rows.slice(0, 1).flatMap((row) => level(row, 'before_kib', 0)),
      ...rows.flatMap((row) => level(row, 'after_kib', cycleOf(row))),
    ],
    grown: rows.flatMap((row) => level(row, 'grown_kib', cycleOf(row) - 0.5)),
  };
}

/** What stays: memory with the graph shrunk back, and grown, cycle after cycle. */
export function residuePanel(
  context: PlotContext,
  theme: ChartTheme,
  { shrunk, grown }: ResidueLevels,
  size: { width: number; height: number },
): Element {
  const { Plot } = context;
  const all = [...shrunk, ...grown];
  const unit = memoryAxisUnit(Math.max(0, ...all.map((level) => level.kib)));
  const scaled = (levels: readonly Level[]): { x: number; y: number }[] =>
    levels.map(({ cycle, kib }) => ({ x: cycle, y: kib / unit.divisor }));
  const back = scaled(shrunk);
  return drawPanel(context, theme, {
    ...size,
    marginLeft: 60,
    x: { label: 'cycles of growing and shrinking →', labelAnchor: 'right' },
    y: {
      domain: paddedDomain(
        all.map((level) => level.kib / unit.divisor),
        0.12,
      ) ?? [0, 1],
      label: `↑ memory (${unit.name})`,
      labelAnchor: 'top',
    },
    marks: [
      Plot.line(back, { x: 'x', y: 'y', stroke: seriesColor(theme, CYCLE_COLORS.shrunk), strokeWidth: 1.6 }),
      Plot.dot(back, {
        x: 'x',
        y: 'y',
        r: 4.5,
        fill: seriesColor(theme, CYCLE_COLORS.shrunk),
        stroke: theme.paper,
      }),
      Plot.dot(scaled(grown), {
        x: 'x',
        y: 'y',
        r: 4,
        fill: theme.paper,
        stroke: seriesColor(theme, CYCLE_COLORS.grown),
        strokeWidth: 1.8,
      }),
    ],
  });
}
