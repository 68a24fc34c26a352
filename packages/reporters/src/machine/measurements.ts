import { readText } from '../model/read-value.js';
import type { LaneSummary, ScalingFit } from '../model/summary.js';
import type { Aggregated } from '../results/metrics.js';
import { readAggregate } from '../results/metrics.js';
import { plainLine } from '../text/plain-line.js';
import type { Dimension, Scenario } from './scenarios.js';
import { scenariosOf } from './scenarios.js';

/** One number of a result in base units (bytes, cores, bytes per second), with its spread. */
export interface Measurement extends Aggregated {
  readonly lane: string;
  readonly profile: string;
  readonly dimensions: readonly Dimension[];
  /** Base name without unit, e.g. `uss`. */
  readonly metric: string;
  /** `bytes`, `cores`, `threads`, `seconds`, `bytes_per_second`, `exponent`, `bytes_per_entity`, ... */
  readonly unit: string;
  readonly steadyCount: string | null;
}

const KIB = 1024;
/** Everything a machine may want of a lane: aggregates first, then fits. Unknown medians are left out. */
export function measurementsOf(summary: LaneSummary): readonly Measurement[] {
  const measured = scenariosOf(summary).flatMap((scenario) => scenarioMeasurements(summary, scenario));
  const fitted = (summary.fits ?? []).flatMap((fit) => fitMeasurements(summary, fit));
  return [...measured, ...fitted].filter((one) => one.median !== null);
}

/** `scaling/entities=60/refresh_ms=1000`. */
export function scenarioName(lane: string, dimensions: readonly Dimension[]): string {
  return [plainLine(lane), ...dimensions.map(({ name, value }) => `${name}=${value}`)].join('/');
}

function scenarioMeasurements(
  summary: LaneSummary,
  { dimensions, source, metrics }: Scenario,
): Measurement[] {
  const steadyCount = readText(source, 'steady_count');
  return metrics.map(({ key, metric, unit, factor }) => {
    const raw = readAggregate(source, key);
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
