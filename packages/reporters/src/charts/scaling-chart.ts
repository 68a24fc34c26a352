import type { Markish } from '@observablehq/plot';
import { decimals, plain, showInterval } from '../format/number.js';
import type { LaneSummary } from '../model/summary.js';
import { marginalPhrase } from '../results/scaling-table.js';
import { verdictSentence } from '../results/tone.js';
import { plainLine } from '../text/plain-line.js';
import type { AxisUnit } from './axis-unit.js';
import { coresAxisUnit, logTicks, memoryAxisUnit, paddedDomain } from './axis-unit.js';
import type { Figure, LegendItem, Panel } from './figure.js';
import { areaGlyph, dotGlyph, doubtGlyph, failedGlyph, intervalGlyph, lineGlyph } from './legend-glyphs.js';
import { spreadLabels } from './label-spread.js';
import { drawPanel } from './panel.js';
import type { PlotContext } from './plot-loader.js';
import type { CurvePoint, ScalingPoint } from './scaling-data.js';
import {
  growthCurve,
  logLogLine,
  missingPoints,
  ratesOf,
  scalingPoints,
  usesQuartiles,
} from './scaling-data.js';
import type { ChartTheme } from './theme.js';
import { DOUBT_COLOR, seriesColor } from './theme.js';

const WIDTH = 960;
const MAIN_WIDTH = 560;
/** Plot sets an axis label 3 px into its panel: this puts it under the title's first letter. */
const LEFT = 17;
const SIDE_WIDTH = WIDTH - MAIN_WIDTH - 2 * LEFT;
const HEIGHT = 470;
const NOTE_LINE = 17;
/** Rates differ by dash as well as by colour. */
const DASHES = ['', '9,3', '2,3', '9,3,2,3', '5,5', '12,4'] as const;
const SYMBOLS = ['circle', 'square', 'diamond', 'hexagon', 'star', 'wye'] as const;

interface Scene {
  readonly context: PlotContext;
  readonly theme: ChartTheme;
  readonly summary: LaneSummary;
  readonly rates: readonly (number | null)[];
}

/** Cost against size: the growth fit, the log-log view of the same runs, and CPU. */
export function scalingFigure(context: PlotContext, theme: ChartTheme, summary: LaneSummary): Figure {
  const scene: Scene = { context, theme, summary, rates: ratesOf(summary) };
  const drawable =
    scalingPoints(summary, 'uss_kib', 1).length + scalingPoints(summary, 'anonymous_kib', 1).length > 0;
  return {
    id: 'scaling',
    title: verdictSentence(summary),
    subtitle: `Scaling of ${summary.profile} · ${summary.verdict} · ${(summary.rows ?? []).length} points, each the median of its repeats`,
    alt: altText(summary),
    width: WIDTH,
    bodyHeight: drawable ? HEIGHT : 0,
    panels: drawable ? panelsOf(scene) : [],
    legend: drawable ? legendOf(scene) : [],
    notes: drawable ? notesOf(summary) : ['Nothing to draw: no size left a number.'],
    theme,
  };
}

function panelsOf(scene: Scene): Panel[] {
  const half = HEIGHT / 2;
  return [
    { x: LEFT, y: 0, element: growthPanel(scene) },
    { x: LEFT + MAIN_WIDTH, y: 0, element: logLogPanel(scene, half - 12) },
    { x: LEFT + MAIN_WIDTH, y: half, element: cpuPanel(scene, half) },
  ];
}

function largest(points: readonly ScalingPoint[]): number {
  return points.reduce((most, point) => Math.max(most, point.y, point.hi ?? point.y), 0);
}

/** The main panel draws what verdicts judge: anonymous memory, or USS where that could not be read. */
function mainMetric(summary: LaneSummary): {
  key: string;
  name: string;
  growth: 'growth_anonymous' | 'growth';
} {
  return scalingPoints(summary, 'anonymous_kib', 1).length > 0
    ? { key: 'anonymous_kib', name: 'anonymous memory', growth: 'growth_anonymous' }
    : { key: 'uss_kib', name: 'USS', growth: 'growth' };
}

function growthPanel(scene: Scene): Element {
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

function cpuPanel(scene: Scene, height: number): Element {
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

function ofRate(points: readonly ScalingPoint[], rate: number): readonly ScalingPoint[] {
  return points.filter((point) => point.rate === rate);
}

interface RatedCurve {
  readonly rate: number;
  readonly curve: readonly CurvePoint[];
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

function logLogPanel(scene: Scene, height: number): Element {
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

function curveMarks(scene: Scene, curves: readonly RatedCurve[]): Markish[] {
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

function pointMarks(scene: Scene, points: readonly ScalingPoint[]): Markish[] {
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

function rateLabels(scene: Scene, curves: readonly RatedCurve[], least: number): Markish[] {
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

function rateName(refreshMs: number | null): string {
  return refreshMs === null ? 'unknown' : `${refreshMs} ms`;
}

function growthNotes(scene: Scene, growth: 'growth_anonymous' | 'growth'): readonly string[] {
  return (scene.summary.fits ?? []).flatMap((fit) => {
    const of = fit[growth];
    const rate = scene.rates.length > 1 ? `${rateName(fit.refresh_ms ?? null)}: ` : '';
    const exponent = showInterval(of?.exponent ?? null, of?.lo ?? null, of?.hi ?? null, plain);
    const cost = marginalPhrase(fit);
    return [
      plainLine(`${rate}growth ${of?.verdict ?? 'unknown'}, exponent k = ${exponent}`, 90),
      ...(cost === null ? [] : [`${rate}one more entity costs ${cost}`]),
    ];
  });
}

function legendOf(scene: Scene): LegendItem[] {
  const { summary, theme, rates } = scene;
  const points = scalingPoints(summary, 'uss_kib', 1);
  const items: LegendItem[] = [
    { glyph: dotGlyph(seriesColor(scene.theme, 0)), text: 'median of steady repeats' },
  ];
  const quartiles = usesQuartiles(summary, 'uss_kib');
  if (points.some((point) => point.lo !== null)) {
    items.push({
      glyph: intervalGlyph(seriesColor(scene.theme, 0)),
      text: quartiles ? 'quartiles (too few repeats for an interval)' : '95 % interval',
    });
  }
  if (points.some((point) => !point.reliable)) {
    items.push({ glyph: doubtGlyph(theme.ink, theme.paper), text: 'unreliable: repeats not steady' });
  }
  if (missingPoints(summary, 'uss_kib').length > 0) {
    items.push({ glyph: failedGlyph(DOUBT_COLOR), text: 'not measured' });
  }
  if ((summary.fits ?? []).length > 0) {
    if (rates.length < 2) items.push({ glyph: lineGlyph(seriesColor(scene.theme, 0)), text: 'fit' });
    const closed = (summary.fits ?? []).some(
      (fit) => (fit.ci_lo ?? fit[mainMetric(summary).growth]?.lo ?? null) !== null,
    );
    if (closed) {
      items.push({
        glyph: areaGlyph(seriesColor(scene.theme, 0), 0.18),
        text: 'fits with the exponent at either end of its 95 % interval',
      });
    }
  }
  for (const [rate, refreshMs] of rates.entries()) {
    if (rates.length < 2) break;
    items.push({
      glyph: lineGlyph(seriesColor(scene.theme, rate), DASHES[rate % DASHES.length]),
      text: `refresh ${rateName(refreshMs)}`,
    });
  }
  return items;
}

function notesOf(summary: LaneSummary): string[] {
  const fits = summary.fits ?? [];
  const bare = scalingPoints(summary, 'uss_kib', 1).filter((point) => point.lo === null).length;
  const verdicts = fits.map((fit) => {
    const rate = fits.length > 1 ? `${rateName(fit.refresh_ms ?? null)}: ` : '';
    const exponent = showInterval(fit.exponent ?? null, fit.ci_lo ?? null, fit.ci_hi ?? null, plain);
    return `${rate}${fit.verdict ?? 'unknown'}, ${exponent}`;
  });
  return [
    'Left: growth on a fixed base, y = base + b·n^k; the memory axis does not start at zero.',
    ...(bare > 0
      ? [`${bare} points without an error bar: fewer than two repeats, so no spread is known.`]
      : []),
    ...(verdicts.length > 0
      ? [`Upper right: the log-log fit of the total (${verdicts.join('; ')}), which a fixed base flattens.`]
      : []),
  ];
}

function altText(summary: LaneSummary): string {
  const metric = mainMetric(summary);
  const fits = (summary.fits ?? []).map((fit) => {
    const of = fit[metric.growth];
    return `at refresh ${rateName(fit.refresh_ms ?? null)} growth is ${of?.verdict ?? 'unknown'} with exponent ${showInterval(of?.exponent ?? null, of?.lo ?? null, of?.hi ?? null, plain)}, log-log says ${fit.verdict ?? 'unknown'}`;
  });
  const doubtful = scalingPoints(summary, metric.key, 1).filter((point) => !point.reliable).length;
  const missing = missingPoints(summary, metric.key).length;
  return `Points of ${metric.name}, USS and CPU against the number of entities, with error bars and fitted curves: ${fits.join('; ') || 'no fit'}. ${doubtful} points unreliable, ${missing} not measured. Verdict: ${summary.verdict}.`;
}
