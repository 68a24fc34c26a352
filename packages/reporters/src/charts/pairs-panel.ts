import type { Markish } from '@observablehq/plot';
import { readKey, readNumber } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';
import type { AxisUnit } from './axis-unit.js';
import { coresAxisUnit, memoryAxisUnit, paddedDomain } from './axis-unit.js';
import type { LegendItem } from './figure.js';
import { dotGlyph, failedGlyph, lineGlyph } from './legend-glyphs.js';
import { drawPanel } from './panel.js';
import { pickEvenly } from './pick-evenly.js';
import type { PlotContext } from './plot-loader.js';
import type { ChartTheme } from './theme.js';
import { DOUBT_COLOR, seriesColor } from './theme.js';

/** Height of one quantity's panel. */
export const PAIR_HEIGHT = 190;
const WIDTH = 926;
/** More pairs than this are a blur. */
const MOST_PAIRS = 40;

type Side = 'a' | 'b';

/** One fresh instance; `y` is `null` where it was not measured. */
interface Instance {
  readonly side: Side;
  readonly pair: string;
  /** Where it stands, in pairs from 0: A a little to the left of its pair's number, B to the right. */
  readonly at: number;
  readonly y: number | null;
  readonly steady: boolean;
}

/** A quantity over all pairs, in its axis's unit. */
export interface PairedQuantity {
  readonly name: string;
  readonly unit: AxisUnit;
  readonly fromZero: boolean;
  readonly pairs: readonly string[];
  readonly instances: readonly Instance[];
}

/** Memory and CPU of every instance, by pair. */
export function pairedQuantities(summary: LaneSummary): PairedQuantity[] {
  const numbers = summary.cells.flatMap((cell) => {
    const repeat = readNumber(cell, 'repeat');
    return repeat === null ? [] : [repeat];
  });
  const pairs = pickEvenly(
    [...new Set(numbers)].sort((a, b) => a - b),
    MOST_PAIRS,
  ).map(String);
  const quantity = (
    key: 'anonymous_kib' | 'uss_kib' | 'cpu_cores',
    name: string,
    unitOf: (largest: number) => AxisUnit,
  ): PairedQuantity[] => {
    const values = summary.cells.flatMap((cell) => readNumber(cell, key) ?? []);
    if (values.length === 0) return [];
    const unit = unitOf(Math.max(...values));
    return [
      { name, unit, fromZero: key === 'cpu_cores', pairs, instances: instancesOf(summary, key, unit, pairs) },
    ];
  };
  const anonymous = quantity('anonymous_kib', 'anonymous memory', memoryAxisUnit);
  return [
    ...(anonymous.length > 0 ? anonymous : quantity('uss_kib', 'USS', memoryAxisUnit)),
    ...quantity('cpu_cores', 'CPU', coresAxisUnit),
  ];
}

function instancesOf(
  summary: LaneSummary,
  key: string,
  unit: AxisUnit,
  pairs: readonly string[],
): Instance[] {
  return summary.cells.flatMap((cell) => {
    const side = readKey(cell, 'group');
    const pair = String(readKey(cell, 'repeat'));
    const at = pairs.indexOf(pair);
    if ((side !== 'a' && side !== 'b') || at < 0) return [];
    const value = readKey(cell, 'status') === 'ok' ? readNumber(cell, key) : null;
    return [
      {
        side,
        pair,
        at: at + (side === 'a' ? -0.14 : 0.14),
        y: value === null ? null : value / unit.divisor,
        steady: readKey(cell, 'steady') === true,
      },
    ];
  });
}

/** Each pair's two instances joined by a line: its slope is the change. */
export function pairsPanel(
  context: PlotContext,
  theme: ChartTheme,
  quantity: PairedQuantity,
  last: boolean,
): Element {
  const { pairs, instances, unit, fromZero, name } = quantity;
  const [lo, hi] = paddedDomain(
    instances.map((one) => one.y),
    0.12,
  ) ?? [0, 1];
  const domain = [fromZero ? 0 : Math.max(0, lo), hi] as const;
  return drawPanel(context, theme, {
    width: WIDTH,
    height: PAIR_HEIGHT,
    marginTop: 34,
    marginBottom: last ? 42 : 18,
    x: {
      domain: [-0.5, pairs.length - 0.5],
      ticks: pairs.map((_, index) => index),
      tickFormat: (index: number) => (last ? (pairs[index] ?? '') : ''),
      label: last ? 'pair, in the order they were measured' : null,
      labelAnchor: 'center',
      labelArrow: 'none',
    },
    y: { domain: [...domain], label: `${name} (${unit.name})`, labelArrow: 'none', ticks: 4 },
    marks: pairMarks(context, theme, instances, domain[0]),
  });
}

function pairMarks(
  { Plot }: PlotContext,
  theme: ChartTheme,
  instances: readonly Instance[],
  floor: number,
): Markish[] {
  const measured = instances.filter((one) => one.y !== null);
  const dots = (side: Side, steady: boolean): Markish =>
    Plot.dot(
      measured.filter((one) => one.side === side && one.steady === steady),
      {
        x: 'at',
        y: 'y',
        r: 5,
        symbol: side === 'a' ? 'circle' : 'square',
        stroke: sideColor(theme, side),
        strokeWidth: 1.8,
        fill: steady ? sideColor(theme, side) : theme.paper,
      },
    );
  return [
    Plot.line(measured, { x: 'at', y: 'y', z: 'pair', stroke: theme.muted, strokeWidth: 1.4 }),
    dots('a', true),
    dots('a', false),
    dots('b', true),
    dots('b', false),
    Plot.dot(
      instances.filter((one) => one.y === null),
      { x: 'at', y: () => floor, dy: -7, r: 5, symbol: 'times', stroke: DOUBT_COLOR, strokeWidth: 2 },
    ),
  ];
}

function sideColor(theme: ChartTheme, side: Side): string {
  return seriesColor(theme, side === 'a' ? 0 : 1);
}

/** What the pairs' shapes mean. */
export function pairsLegend(theme: ChartTheme, quantities: readonly PairedQuantity[]): LegendItem[] {
  const all = quantities.flatMap((quantity) => quantity.instances);
  const hollow = `<circle cx="13" cy="7" r="4.5" fill="${theme.paper}" stroke="${theme.ink}" stroke-width="1.8"/>`;
  const [a, b] = [sideColor(theme, 'a'), sideColor(theme, 'b')];
  return [
    { glyph: dotGlyph(a), text: 'build A' },
    { glyph: `<path d="M8.5,2.5H17.5V11.5H8.5Z" fill="${b}"/>`, text: 'build B' },
    { glyph: lineGlyph(theme.muted), text: 'joins a pair' },
    ...(all.some((one) => one.y !== null && !one.steady)
      ? [{ glyph: hollow, text: 'hollow: did not hold still' }]
      : []),
    ...(all.some((one) => one.y === null)
      ? [{ glyph: failedGlyph(DOUBT_COLOR), text: 'no value: failed or unknown' }]
      : []),
  ];
}
