import { asNumber, readKey, readList, readNumber, readText } from '../model/read-value.js';
import type { CellSeries, LaneSummary } from '../model/summary.js';
import { plainLine } from '../text/plain-line.js';
import { memoryAxisUnit, paddedDomain, timeUnit } from './axis-unit.js';
import { drawnPoints } from './footprint-data.js';
import { drawPanel } from './panel.js';
import type { PlotContext } from './plot-loader.js';
import type { ChartTheme } from './theme.js';
import { DOUBT_COLOR, seriesColor } from './theme.js';

/** One burst over time: the largest of which there is a series. */
export interface Timeline {
  readonly name: string;
  readonly series: CellSeries;
  readonly column: 'anonymous_kib' | 'uss_kib';
  /** Starts of the injections in window time (s). */
  readonly injectionsS: readonly number[];
}

/** The burst of most faults whose series is at hand, first repeat and first process; `null` when there is none. */
export function timelineOf(summary: LaneSummary, series: readonly CellSeries[]): Timeline | null {
  const bursts = summary.cells
    .map((cell) => ({ id: readText(cell, 'id'), burst: readKey(cell, 'burst') }))
    .filter(({ burst }) => typeof burst === 'object' && burst !== null)
    .sort((a, b) => (readNumber(b.burst, 'count') ?? 0) - (readNumber(a.burst, 'count') ?? 0));
  for (const { id, burst } of bursts) {
    const found = series.find((one) => one.cell_id === id && one.points.length > 1);
    if (found === undefined) continue;
    const anonymous = found.points.some((point) => point.anonymous_kib !== null);
    return {
      name: plainLine(
        `${anonymous ? 'anonymous memory' : 'USS'} of ${found.subject ?? 'the server'} in ${found.cell_id}`,
        90,
      ),
      series: found,
      column: anonymous ? 'anonymous_kib' : 'uss_kib',
      injectionsS: readList(burst, 'injections')
        .map((one) => asNumber(readKey(one, 'start_s')))
        .filter((start) => start !== null),
    };
  }
  return null;
}

/** Memory over the window, a dashed line an injection. */
export function timelinePanel(
  context: PlotContext,
  theme: ChartTheme,
  timeline: Timeline,
  size: { readonly width: number; readonly height: number },
): Element {
  const { Plot } = context;
  const window = timeline.series.points.filter((point) => point.phase === 'window');
  const unit = memoryAxisUnit(window.reduce((most, point) => Math.max(most, point[timeline.column] ?? 0), 0));
  const end = window.at(-1)?.t_s ?? 1;
  const time = timeUnit(end);
  const points = drawnPoints({ ...timeline.series, points: window }, timeline.column, time, unit);
  return drawPanel(context, theme, {
    ...size,
    marginTop: 34,
    x: {
      domain: [0, end / time.divisor],
      label: `time since the window began (${time.name})`,
      labelAnchor: 'center',
      labelArrow: 'none',
    },
    y: {
      domain: paddedDomain(
        points.map((point) => point.y),
        0.08,
      ) ?? [0, 1],
      label: `memory (${unit.name})`,
      labelArrow: 'none',
      ticks: 4,
    },
    marks: [
      Plot.ruleX(
        timeline.injectionsS.map((start) => start / time.divisor),
        { stroke: DOUBT_COLOR, strokeOpacity: 0.6, strokeDasharray: '3,3', clip: true },
      ),
      Plot.line(points, { x: 'x', y: 'y', stroke: seriesColor(theme, 0), strokeWidth: 1.6, clip: true }),
    ],
  });
}
