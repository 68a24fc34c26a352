import { requireAtLeast, requireBetween } from './check-arguments.js';
import type { LevelOption } from './power-law.js';
import { normalQuantile } from './normal.js';

/** One bucket of a histogram: how many requests took this long. */
export interface LatencyBucket {
  /** Representative latency of the bucket, ms. */
  readonly valueMs: number;
  readonly count: number;
}

/** A percentile with its distribution-free interval, ms. */
export interface LatencyPercentile {
  readonly p: number;
  readonly valueMs: number;
  /** Interval for independent requests; -Infinity or Infinity where the sample does not bound it. */
  readonly loMs: number;
  readonly hiMs: number;
}

/** Summary of a latency histogram. */
export interface LatencySummary {
  readonly count: number;
  readonly meanMs: number;
  readonly maxMs: number;
  readonly percentiles: LatencyPercentile[];
}

/**
 * Percentiles from a histogram that holds every request, failed and timed-out ones at their elapsed time.
 * A percentile is the smallest bucket with at least that share at or below it (as in HdrHistogram); its interval is
 * that of order statistics with normal ranks (Conover, 3.2), and counts requests as independent.
 *
 * @param buckets in any order; zero counts are skipped
 * @param ps shares between 0 and 1; 0.5, 0.95 and 0.99 when left out
 * @throws RangeError naming the argument, also when there is no request at all
 */
export function latencySummary(
  buckets: Iterable<LatencyBucket>,
  ps: readonly number[] = [0.5, 0.95, 0.99],
  options: LevelOption = {},
): LatencySummary {
  const { level = 0.95 } = options;
  requireBetween(level, 'level', 0, 1);
  for (const p of ps) requireBetween(p, 'ps', 0, 1);
  const filled: LatencyBucket[] = [];
  for (const b of buckets) {
    requireAtLeast(b.valueMs, 'buckets[].valueMs', 0);
    requireAtLeast(b.count, 'buckets[].count', 0);
    if (b.count > 0) filled.push(b);
  }
  if (filled.length === 0) throw new RangeError('buckets must hold at least one request, got none');
  filled.sort((a, b) => a.valueMs - b.valueMs);
  let count = 0;
  let sum = 0;
  const ends = filled.map((b) => {
    sum += b.valueMs * b.count;
    return (count += b.count);
  });
  const valueAt = (rank: number): number => filled[ends.findIndex((end) => end >= rank)]!.valueMs;
  const z = normalQuantile((1 + level) / 2);
  const percentiles = ps.map((p) => {
    const spread = z * Math.sqrt(count * p * (1 - p));
    const low = Math.floor(count * p - spread);
    const high = Math.ceil(count * p + spread) + 1;
    return {
      p,
      valueMs: valueAt(Math.max(1, Math.ceil(count * p - 1e-9))),
      loMs: low < 1 ? -Infinity : valueAt(low),
      hiMs: high > count ? Infinity : valueAt(high),
    };
  });
  return { count, meanMs: sum / count, maxMs: filled[filled.length - 1]!.valueMs, percentiles };
}

/** Share of the median latency that the generator's own lag may reach before its figures count as its own. */
const LAG_SHARE = 0.05;

/**
 * Whether a window measured the generator rather than the target: its lag exceeds 5 % of the median latency.
 * @throws RangeError naming the argument
 */
export function isGeneratorBound(generatorLagMs: number, p50Ms: number): boolean {
  requireAtLeast(generatorLagMs, 'generatorLagMs', 0);
  requireAtLeast(p50Ms, 'p50Ms', 0);
  return generatorLagMs > LAG_SHARE * p50Ms;
}
