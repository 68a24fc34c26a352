import type { LaneSummary } from '../model/summary.js';
import type { Measurement } from './measurements.js';
import { measurementsOf, scenarioName } from './measurements.js';

/**
 * Bencher Metric Format (https://bencher.dev/docs/reference/bencher-metric-format/): benchmark, measure, value and
 * bounds. Unknown ends and values are left out, never zero.
 */
export function renderBencherBmf(summaries: readonly LaneSummary[]): string {
  const benchmarks: Record<string, Record<string, object>> = Object.create(null) as Record<
    string,
    Record<string, object>
  >;
  for (const one of summaries.flatMap(measurementsOf)) {
    const name = `${one.profile}/${scenarioName(one.lane, one.dimensions)}`;
    const measures = (benchmarks[name] ??= {});
    measures[one.unit === one.metric ? one.metric : `${one.metric}_${one.unit}`] = {
      value: one.median,
      ...(one.lo === null ? {} : { lower_value: one.lo }),
      ...(one.hi === null ? {} : { upper_value: one.hi }),
    };
  }
  return `${JSON.stringify(benchmarks, null, 2)}\n`;
}

/** Metrics for which less is better: what github-action-benchmark's `customSmallerIsBetter` may judge. */
const COSTS = new Set([
  ...['uss', 'pss', 'rss', 'anonymous', 'peak_uss', 'cpu', 'threads', 'marginal_anonymous'],
  ...['latency_p50', 'latency_p95', 'latency_p99', 'errors'],
  ...['peak_rise', 'peak_cpu', 'capture_duration', 'recovery', 'residual'],
  ...['memory_slope', 'memory_per_change'],
]);

/** github-action-benchmark, tool `customSmallerIsBetter`: costs only, `range` is the 95 % interval. */
export function renderGithubActionBenchmark(summaries: readonly LaneSummary[]): string {
  const entries = summaries
    .flatMap(measurementsOf)
    .filter((one) => COSTS.has(one.metric))
    .map((one) => ({
      name: `${one.profile}/${scenarioName(one.lane, one.dimensions)} ${one.metric}`,
      unit: one.unit,
      value: one.median,
      ...(one.lo === null || one.hi === null ? {} : { range: `[${one.lo}, ${one.hi}]` }),
      extra: `${one.values.filter((value) => value !== null).length} repeats, steady ${one.steadyCount ?? 'unknown'}`,
    }));
  return `${JSON.stringify(entries, null, 2)}\n`;
}

/**
 * hyperfine's `results[]` as far as it fits a server: command, parameters and the memory of each run. There are no
 * `times`: nothing here ran to an end, and a size under that name would be read as seconds.
 */
export function renderHyperfineJson(summaries: readonly LaneSummary[]): string {
  const results = summaries.flatMap((summary) =>
    measurementsOf(summary)
      .filter((one) => one.metric === 'uss')
      .map((one) => ({
        command: `${one.profile}/${scenarioName(one.lane, one.dimensions)}`,
        parameters: Object.fromEntries(one.dimensions.map(({ name, value }) => [name, value])),
        memory_usage_byte: repeatsOf(one),
        median_memory_usage_byte: one.median,
        exit_codes: repeatsOf(one).map((value) => (value === null ? null : 0)),
      })),
  );
  return `${JSON.stringify({ results }, null, 2)}\n`;
}

/** What has no repeats was measured once. */
function repeatsOf({ values, median }: Measurement): readonly (number | null)[] {
  return values.length === 0 ? [median] : values;
}
