import { readKey, readNumber } from '../model/read-value.js';
import type { GrowthFit, LaneSummary, ScalingFit } from '../model/summary.js';
import type { Aggregated } from '../results/metrics.js';
import { readAggregate } from '../results/metrics.js';

/** A measured point of a scaling curve. */
export interface ScalingPoint {
  readonly x: number;
  readonly y: number;
  readonly lo: number | null;
  readonly hi: number | null;
  readonly reliable: boolean;
  readonly rate: number;
}

/** A size for which nothing was measured. */
export interface MissingPoint {
  readonly x: number;
  readonly rate: number;
}

/** A point of a fitted curve with the band between the interval's ends. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  readonly lo: number | null;
  readonly hi: number | null;
}

/** The refresh rates of a summary in the order of its fits, then of its rows. */
export function ratesOf(summary: LaneSummary): readonly (number | null)[] {
  const fits = (summary.fits ?? []).map((fit) => fit.refresh_ms ?? null);
  const rows = (summary.rows ?? []).map((row) => readNumber(row, 'refresh_ms'));
  return [...new Set([...fits, ...rows])];
}

/** Medians with their 95 % interval, or their quartiles where there is none. */
export function scalingPoints(summary: LaneSummary, key: string, divisor: number): readonly ScalingPoint[] {
  const rates = ratesOf(summary);
  return (summary.rows ?? []).flatMap((row) => {
    const value = readAggregate(row, key);
    const x = readNumber(row, 'entity_count');
    if (value.median === null || x === null) return [];
    const [lo, hi] = spreadOf(value);
    const shown = (end: number | null): number | null => (end === null ? null : end / divisor);
    return [
      {
        x,
        y: value.median / divisor,
        lo: shown(lo),
        hi: shown(hi),
        reliable: readKey(row, 'reliable') !== false,
        rate: rates.indexOf(readNumber(row, 'refresh_ms')),
      },
    ];
  });
}

/** The 95 % interval, else the quartiles, else nothing: a single repeat has no spread to show. */
function spreadOf(value: Aggregated): readonly [number | null, number | null] {
  if (value.lo !== null && value.hi !== null) return [value.lo, value.hi];
  return value.values.filter((one) => one !== null).length < 2 ? [null, null] : [value.q1, value.q3];
}

/** Does any drawn point fall back to quartiles? */
export function usesQuartiles(summary: LaneSummary, key: string): boolean {
  return (summary.rows ?? []).some((row) => {
    const value = readAggregate(row, key);
    return value.median !== null && value.lo === null && spreadOf(value)[0] !== null;
  });
}

/** Sizes without a value, placed at the count read back or else the one asked for. */
export function missingPoints(summary: LaneSummary, key: string): readonly MissingPoint[] {
  const rates = ratesOf(summary);
  return (summary.rows ?? []).flatMap((row) => {
    const known = readAggregate(row, key).median !== null && readNumber(row, 'entity_count') !== null;
    const x = readNumber(row, 'entity_count') ?? readNumber(row, 'entities_asked');
    return known || x === null ? [] : [{ x, rate: rates.indexOf(readNumber(row, 'refresh_ms')) }];
  });
}

const STEPS = 48;

/**
 * The curve `offset + coefficient * x^exponent` over the measured sizes. Its band lies between the best curves through
 * the points with the exponent held at either end of its interval: what the interval means for the eye.
 */
export function growthCurve(
  fit: GrowthFit | null | undefined,
  points: readonly ScalingPoint[],
  divisor: number,
): readonly CurvePoint[] {
  const offset = fit?.offset_kib ?? fit?.offset_cores ?? null;
  const coefficient = fit?.coefficient ?? null;
  const exponent = fit?.exponent ?? null;
  if (offset === null || coefficient === null || exponent === null) return [];
  const low = heldExponent(points, fit?.lo ?? null);
  const high = heldExponent(points, fit?.hi ?? null);
  return spanOf(points).map((x) => {
    const y = (offset + coefficient * x ** exponent) / divisor;
    const ends = low && high ? [low(x), high(x), y] : null;
    return { x, y, lo: ends && Math.min(...ends), hi: ends && Math.max(...ends) };
  });
}

/** The log-log line through the points' centre with the fit's exponent; its band turns about that centre. */
export function logLogLine(fit: ScalingFit, points: readonly ScalingPoint[]): readonly CurvePoint[] {
  const usable = points.filter((point) => point.x > 0 && point.y > 0);
  const exponent = fit.exponent ?? null;
  if (exponent === null || usable.length === 0) return [];
  const mean = (of: (point: ScalingPoint) => number): number =>
    usable.reduce((sum, point) => sum + of(point), 0) / usable.length;
  const centreX = mean((point) => Math.log(point.x));
  const centreY = mean((point) => Math.log(point.y));
  const at = (x: number, k: number): number => Math.exp(centreY + k * (Math.log(x) - centreX));
  return spanOf(usable).map((x) => {
    const ends = [fit.ci_lo ?? null, fit.ci_hi ?? null].map((k) => (k === null ? null : at(x, k)));
    const known = ends.filter((end): end is number => end !== null);
    const both = known.length === 2;
    return {
      x,
      y: at(x, exponent),
      lo: both ? Math.min(...known) : null,
      hi: both ? Math.max(...known) : null,
    };
  });
}

function spanOf(points: readonly ScalingPoint[]): readonly number[] {
  const xs = points.map((point) => point.x).filter((x) => x > 0);
  if (xs.length < 2) return [];
  const lo = Math.min(...xs);
  const hi = Math.max(...xs);
  return Array.from({ length: STEPS + 1 }, (_, step) => lo + ((hi - lo) * step) / STEPS);
}

/** Least squares of y on x^k for a fixed k. */
function heldExponent(points: readonly ScalingPoint[], k: number | null): ((x: number) => number) | null {
  if (k === null || points.length < 2) return null;
  const us = points.map((point) => point.x ** k);
  const meanU = us.reduce((a, b) => a + b, 0) / us.length;
  const meanY = points.reduce((sum, point) => sum + point.y, 0) / points.length;
  let cross = 0;
  let square = 0;
  for (const [index, point] of points.entries()) {
    const du = (us[index] ?? 0) - meanU;
    cross += du * (point.y - meanY);
    square += du * du;
  }
  if (square === 0) return null;
  const slope = cross / square;
  return (x) => meanY + slope * (x ** k - meanU);
}
