import type { Markish } from '@observablehq/plot';
import { cores, memory, showInterval } from '../format/number.js';
import type { CellSeries } from '../model/summary.js';
import { readAggregate } from '../results/metrics.js';
import type { RepeatPoint } from './footprint-data.js';
import { colorOf, drawnPoints, seriesSteady } from './footprint-data.js';
import type { Row, Scene } from './footprint-scene.js';
import { STEADY_OPACITY } from './footprint-scene.js';
import { DOUBT_COLOR, seriesColor } from './theme.js';

/** The lines of the repeats over the parts of time. */
export function timeMarks(scene: Scene, row: Row, domain: readonly [number, number]): Markish[] {
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

/** Each repeat's value beside the median and its interval. */
export function stripMarks(
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
