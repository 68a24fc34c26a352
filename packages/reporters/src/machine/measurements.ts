import { readNumber, readText } from '../model/read-value.js';
import type { LaneSummary, ScalingFit } from '../model/summary.js';
import type { Aggregated } from '../results/metrics.js';
import { readAggregate } from '../results/metrics.js';
import { plainLine } from '../text/plain-line.js';

/** A dimension of a scenario, such as `entities` = `60`. */
export interface Dimension {
  readonly name: string;
  readonly value: string;
}

/** One number of a result in base units (bytes, cores, bytes per second), with its spread. */
export interface Measurement extends Aggregated {
  readonly lane: string;
  readonly profile: string;
  readonly dimensions: readonly Dimension[];
  /** Base name without unit, e.g. `uss`. */
  readonly metric: string;
  /** `bytes`, `cores`, `threads`, `bytes_per_second`, `exponent` or `bytes_per_entity`. */
  readonly unit: string;
  readonly steadyCount: string | null;
}

const KIB = 1024;
const SOURCES = [
  { key: 'uss_kib', metric: 'uss', unit: 'bytes', factor: KIB },
  { key: 'pss_kib', metric: 'pss', unit: 'bytes', factor: KIB },
  { key: 'rss_kib', metric: 'rss', unit: 'bytes', factor: KIB },
  { key: 'anonymous_kib', metric: 'anonymous', unit: 'bytes', factor: KIB },
  { key: 'peak_uss_kib', metric: 'peak_uss', unit: 'bytes', factor: KIB },
  { key: 'cpu_cores', metric: 'cpu', unit: 'cores', factor: 1 },
  { key: 'num_threads', metric: 'threads', unit: 'threads', factor: 1 },
  { key: 'anonymous_slope_b_s', metric: 'anonymous_slope', unit: 'bytes_per_second', factor: 1 },
] as const;

/** Everything a machine may want of a lane: aggregates first, then fits. Unknown medians are left out. */
export function measurementsOf(summary: LaneSummary): readonly Measurement[] {
  const aggregates = summary.cell ? [summary.cell] : (summary.rows ?? []);
  const measured = aggregates.flatMap((row) => rowMeasurements(summary, row));
  const fitted = (summary.fits ?? []).flatMap((fit) => fitMeasurements(summary, fit));
  return [...measured, ...fitted].filter((one) => one.median !== null);
}

/** Aggregates whose numbers are unknown, as a phrase each: what a machine format cannot hold must still be said. */
export function unmeasured(summary: LaneSummary): readonly string[] {
  const aggregates = summary.cell ? [summary.cell] : (summary.rows ?? []);
  return aggregates
    .filter((row) => readAggregate(row, 'uss_kib').median === null)
    .map((row) => scenarioName(summary.lane, rowDimensions(row)));
}

/** `scaling/entities=60/refresh_ms=1000`. */
export function scenarioName(lane: string, dimensions: readonly Dimension[]): string {
  return [plainLine(lane), ...dimensions.map(({ name, value }) => `${name}=${value}`)].join('/');
}

function rowDimensions(row: object): readonly Dimension[] {
  return ['entities_asked', 'refresh_ms'].flatMap((key) => {
    const value = readNumber(row, key);
    return value === null
      ? []
      : [{ name: key === 'entities_asked' ? 'entities' : key, value: String(value) }];
  });
}

function rowMeasurements(summary: LaneSummary, row: object): Measurement[] {
  const dimensions = rowDimensions(row);
  const steadyCount = readText(row, 'steady_count');
  return SOURCES.map(({ key, metric, unit, factor }) => {
    const raw = readAggregate(row, key);
    const scaled = (value: number | null): number | null =>
      value === null ? null : Number((value * factor).toPrecision(12));
    return {
      ...about(summary, dimensions, metric, unit),
      median: scaled(raw.median),
      q1: scaled(raw.q1),
      q3: scaled(raw.q3),
      lo: scaled(raw.lo),
      hi: scaled(raw.hi),
      values: raw.values.map(scaled),
      steadyCount,
    };
  });
}

function fitMeasurements(summary: LaneSummary, fit: ScalingFit): Measurement[] {
  const rate = fit.refresh_ms ?? null;
  const dimensions = rate === null ? [] : [{ name: 'refresh_ms', value: String(rate) }];
  const single = (
    metric: string,
    unit: string,
    value: number | null | undefined,
    lo: number | null | undefined,
    hi: number | null | undefined,
  ): Measurement => {
    const number = (x: number | null | undefined): number | null =>
      typeof x === 'number' && Number.isFinite(x) ? Number(x.toPrecision(12)) : null;
    return {
      ...about(summary, dimensions, metric, unit),
      median: number(value),
      q1: null,
      q3: null,
      lo: number(lo),
      hi: number(hi),
      values: [],
      steadyCount: null,
    };
  };
  const bytes = (kib: number | null | undefined): number | null =>
    typeof kib === 'number' ? kib * KIB : null;
  const growth = fit.growth_anonymous;
  const cpu = fit.growth_cpu;
  const cost = fit.marginal;
  return [
    single('loglog_uss', 'exponent', fit.exponent, fit.ci_lo, fit.ci_hi),
    single('growth_anonymous', 'exponent', growth?.exponent, growth?.lo, growth?.hi),
    single('growth_uss', 'exponent', fit.growth?.exponent, fit.growth?.lo, fit.growth?.hi),
    single('growth_cpu', 'exponent', cpu?.exponent, cpu?.lo, cpu?.hi),
    single(
      'marginal_anonymous',
      'bytes_per_entity',
      bytes(cost?.kib_per_entity),
      bytes(cost?.lo95),
      bytes(cost?.hi95),
    ),
  ];
}

function about(
  summary: LaneSummary,
  dimensions: readonly Dimension[],
  metric: string,
  unit: string,
): Pick<Measurement, 'lane' | 'profile' | 'dimensions' | 'metric' | 'unit'> {
  return { lane: plainLine(summary.lane), profile: plainLine(summary.profile), dimensions, metric, unit };
}
