import type { AxisUnit } from './axis-unit.js';
import { coresAxisUnit, logTicks, memoryAxisUnit, paddedDomain } from './axis-unit.js';
import { drawPanel } from './panel.js';
import type { ScalingPoint } from './scaling-data.js';
import { growthCurve, logLogLine, missingPoints, scalingPoints } from './scaling-data.js';
import { curveMarks, pointMarks, rateLabels } from './scaling-marks.js';
import type { RatedCurve, Scene } from './scaling-scene.js';
import { HEIGHT, largest, MAIN_WIDTH, mainMetric, ofRate, SIDE_WIDTH } from './scaling-scene.js';
import { growthNotes } from './scaling-words.js';
import { DOUBT_COLOR } from './theme.js';

const NOTE_LINE = 17;

/** Memory against size with the growth fit. */
export function growthPanel(scene: Scene): Element {
  const { summary } = scene;
  const metric = mainMetric(summary);
  const unit = memoryAxisUnit(largest(scalingPoints(summary, metric.key, 1)));
  const points = scalingPoints(summary, metric.key, unit.divisor);
  const curves = (summary.fits ?? []).map((fit) => {
    const rate = scene.rates.indexOf(fit.refresh_ms ?? null);
    return { rate, curve: growthCurve(fit[metric.growth], ofRate(points, rate), unit.divisor) };
  });
  return linearPanel(scene, {
    size: { width: MAIN_WIDTH, height: HEIGHT },
    unit,
    name: `${metric.name} (${unit.name})`,
    points,
    curves,
    missing: missingPoints(summary, metric.key),
    fromZero: false,
    notes: growthNotes(scene, metric.growth),
  });
}

/** CPU against size with the growth fit. */
export function cpuPanel(scene: Scene, height: number): Element {
  const { summary } = scene;
  const unit = coresAxisUnit(largest(scalingPoints(summary, 'cpu_cores', 1)));
  const points = scalingPoints(summary, 'cpu_cores', unit.divisor);
  const curves = (summary.fits ?? []).map((fit) => {
    const rate = scene.rates.indexOf(fit.refresh_ms ?? null);
    return { rate, curve: growthCurve(fit.growth_cpu, ofRate(points, rate), unit.divisor) };
  });
  return linearPanel(scene, {
    size: { width: SIDE_WIDTH, height },
    unit,
    name: `CPU (${unit.name})`,
    points,
    curves,
    missing: missingPoints(summary, 'cpu_cores'),
    fromZero: true,
    notes: [],
  });
}

interface LinearSpec {
  readonly size: { readonly width: number; readonly height: number };
  readonly unit: AxisUnit;
  readonly name: string;
  readonly points: readonly ScalingPoint[];
  readonly curves: readonly RatedCurve[];
  readonly missing: readonly { readonly x: number }[];
  readonly fromZero: boolean;
  readonly notes: readonly string[];
}

function linearPanel(scene: Scene, spec: LinearSpec): Element {
  const { Plot } = scene.context;
  const ys = spec.points.flatMap((point) => [point.y, point.lo, point.hi]);
  for (const { curve } of spec.curves) for (const point of curve) ys.push(point.y, point.lo, point.hi);
  const [lo, hi] = paddedDomain(ys, 0.08) ?? [0, 1];
  const floor = spec.fromZero ? 0 : Math.max(0, lo);
  const widest = [...spec.points, ...spec.missing].reduce((most, point) => Math.max(most, point.x), 1);
  const rightMost = scene.rates.length > 1 ? 62 : 16;
  return drawPanel(scene.context, scene.theme, {
    ...spec.size,
    marginTop: 34 + spec.notes.length * NOTE_LINE,
    marginRight: rightMost,
    x: { domain: [0, widest * 1.04], label: 'entities', labelAnchor: 'center', labelArrow: 'none' },
    y: { domain: [floor, hi], label: spec.name, labelArrow: 'none', ticks: spec.size.height > 300 ? 8 : 4 },
    marks: [
      ...curveMarks(scene, spec.curves),
      ...pointMarks(scene, spec.points),
      Plot.dot(spec.missing, {
        x: 'x',
        y: () => floor,
        dy: -8,
        r: 5,
        symbol: 'times',
        stroke: DOUBT_COLOR,
        strokeWidth: 2,
      }),
      ...rateLabels(scene, spec.curves, ((hi - floor) * 14) / (spec.size.height - 80)),
      ...spec.notes.map((note, line) =>
        Plot.text([note], {
          frameAnchor: 'top-left',
          dy: (line - spec.notes.length) * NOTE_LINE - 2,
          fontSize: 11.5,
          fill: scene.theme.ink,
        }),
      ),
    ],
  });
}

/** The same runs on logarithmic axes, with the log-log fit. */
export function logLogPanel(scene: Scene, height: number): Element {
  const { summary } = scene;
  const unit = memoryAxisUnit(largest(scalingPoints(summary, 'uss_kib', 1)));
  const points = scalingPoints(summary, 'uss_kib', unit.divisor).filter(
    (point) => point.x > 0 && point.y > 0,
  );
  const curves = (summary.fits ?? []).map((fit) => {
    const rate = scene.rates.indexOf(fit.refresh_ms ?? null);
    return { rate, curve: logLogLine(fit, ofRate(points, rate)) };
  });
  const xs = points.map((point) => point.x);
  const xDomain: [number, number] =
    xs.length > 0 ? [Math.min(...xs) * 0.85, Math.max(...xs) * 1.18] : [1, 10];
  const ys = points
    .flatMap((point) => [point.y, point.lo ?? point.y, point.hi ?? point.y])
    .filter((y) => y > 0);
  const yDomain: [number, number] =
    ys.length > 0 ? [Math.min(...ys) * 0.97, Math.max(...ys) * 1.03] : [1, 10];
  return drawPanel(scene.context, scene.theme, {
    width: SIDE_WIDTH,
    height,
    marginTop: 34,
    x: {
      type: 'log',
      domain: xDomain,
      ticks: [...logTicks(...xDomain, 6)],
      tickFormat: String,
      label: 'entities (log)',
      labelAnchor: 'center',
      labelArrow: 'none',
    },
    y: {
      type: 'log',
      domain: yDomain,
      ticks: [...logTicks(...yDomain, 4)],
      tickFormat: String,
      label: `USS (${unit.name}, log)`,
      labelArrow: 'none',
    },
    marks: [...curveMarks(scene, curves), ...pointMarks(scene, points)],
  });
}
