import type { Markish } from '@observablehq/plot';
import { decimals } from '../format/number.js';
import { spreadLabels } from './label-spread.js';
import type { ScalingPoint } from './scaling-data.js';
import type { RatedCurve, Scene } from './scaling-scene.js';
import { DASHES, rateName, SYMBOLS } from './scaling-scene.js';
import { seriesColor } from './theme.js';

/** Fitted curves with the band of their exponents. */
export function curveMarks(scene: Scene, curves: readonly RatedCurve[]): Markish[] {
  const { Plot } = scene.context;
  return curves.flatMap(({ rate, curve }) => {
    const stroke = seriesColor(scene.theme, rate);
    const dash = DASHES[rate % DASHES.length];
    const banded = curve.filter((point) => point.lo !== null && point.hi !== null);
    return [
      ...(banded.length > 0
        ? [Plot.areaY(banded, { x: 'x', y1: 'lo', y2: 'hi', fill: stroke, fillOpacity: 0.18, clip: true })]
        : []),
      Plot.lineY(curve, {
        x: 'x',
        y: 'y',
        stroke,
        strokeWidth: 2,
        ...(dash ? { strokeDasharray: dash } : {}),
        clip: true,
      }),
    ];
  });
}

/** Measured points with error bars; hollow triangles where they cannot be relied on. */
export function pointMarks(scene: Scene, points: readonly ScalingPoint[]): Markish[] {
  const { Plot } = scene.context;
  const { theme } = scene;
  const bars = points.filter((point) => point.lo !== null && point.hi !== null);
  const color = (point: ScalingPoint): string => seriesColor(scene.theme, point.rate);
  const cap = { x: 'x', symbol: dashSymbol, r: 4, strokeWidth: 1.6, stroke: color, clip: true } as const;
  return [
    Plot.ruleX(bars, { x: 'x', y1: 'lo', y2: 'hi', stroke: color, strokeWidth: 1.6, clip: true }),
    Plot.dot(bars, { ...cap, y: 'lo' }),
    Plot.dot(bars, { ...cap, y: 'hi' }),
    ...scene.rates.map((_, rate) =>
      Plot.dot(
        points.filter((point) => point.reliable && point.rate === rate),
        {
          x: 'x',
          y: 'y',
          r: 4.5,
          symbol: SYMBOLS[rate % SYMBOLS.length] ?? 'circle',
          fill: seriesColor(scene.theme, rate),
          stroke: theme.paper,
          title: pointTitle,
        },
      ),
    ),
    Plot.dot(
      points.filter((point) => !point.reliable),
      {
        x: 'x',
        y: 'y',
        r: 5.5,
        symbol: 'triangle',
        fill: theme.paper,
        stroke: color,
        strokeWidth: 2,
        title: pointTitle,
      },
    ),
  ];
}

function pointTitle(point: ScalingPoint): string {
  const spread =
    point.lo === null || point.hi === null ? '' : ` [${decimals(point.lo, 4)}, ${decimals(point.hi, 4)}]`;
  return `${point.x} entities: ${decimals(point.y, 4)}${spread}${point.reliable ? '' : ' (unreliable)'}`;
}

/** A short horizontal stroke: the end of an error bar. */
const dashSymbol = {
  draw(path: { moveTo(x: number, y: number): void; lineTo(x: number, y: number): void }, size: number): void {
    const half = Math.sqrt(size / Math.PI);
    path.moveTo(-half, 0);
    path.lineTo(half, 0);
  },
};

/** The rate at the end of each curve, moved apart. */
export function rateLabels(scene: Scene, curves: readonly RatedCurve[], least: number): Markish[] {
  if (scene.rates.length < 2) return [];
  const { Plot } = scene.context;
  const ends = curves.flatMap(({ rate, curve }) => {
    const end = curve.at(-1);
    return end ? [{ rate, x: end.x, y: end.y }] : [];
  });
  const places = spreadLabels(
    ends.map((end) => end.y),
    least,
  );
  return ends.map((end, index) =>
    Plot.text([rateName(scene.rates[end.rate] ?? null)], {
      x: () => end.x,
      y: () => places[index] ?? end.y,
      dx: 10,
      textAnchor: 'start',
      fontSize: 11,
      fill: scene.theme.ink,
    }),
  );
}
