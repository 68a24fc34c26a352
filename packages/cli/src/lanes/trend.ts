import { leakTest, slopeInterval } from '@medkit-bench/stats';
import type { SampleColumns } from './sample-columns.js';

/** Growth slower than this is no leak, bytes per second. */
export const LEAK_FLOOR_B_S = 2000;

/** Fewer readings than this say nothing of a trend. */
const MIN_READINGS = 8;

/** The second half must reach this share of the first half's slope. */
const PACE_KEPT = 0.9;

/** The trend of memory over a part of a window. Slopes in bytes per second; an open end is null. */
export interface Trend {
  metric: 'anonymous_kib' | 'uss_kib';
  from_s: number;
  samples: number;
  slope_b_s: number;
  lo95: number | null;
  hi95: number | null;
  /** Whether the second half grows as fast as the first, within a tenth and both intervals. */
  keeps_pace: boolean;
  leak: {
    verdict: 'leak' | 'no-leak' | 'indeterminate';
    reason: string;
    recommended_s: number | null;
  };
}

/** Judges the samples from `fromS` on; null when there are too few to judge. */
export function trendOf(samples: SampleColumns, fromS: number): Trend | null {
  const metric = samples.has('anonymous_kib') ? 'anonymous_kib' : 'uss_kib';
  const { ts, values } = samples.known(metric, samples.indexFrom(fromS));
  if (ts.length < MIN_READINGS) return null;
  const bytes = values.map((kib) => kib * 1024);
  const slope = slopeInterval(ts, bytes, { level: 0.95, dependence: 'ar1' });
  const leak = leakTest(ts, bytes, { floorBytesPerS: LEAK_FLOOR_B_S });
  return {
    metric,
    from_s: fromS,
    samples: ts.length,
    slope_b_s: slope.slope,
    lo95: finite(slope.lo),
    hi95: finite(slope.hi),
    keeps_pace: keepsPace(ts, bytes),
    leak: { verdict: leak.verdict, reason: leak.reason, recommended_s: finite(leak.recommendedS) },
  };
}

/** What only fills up slows down; this tells the two apart where a warm-up never came to rest. */
function keepsPace(ts: Float64Array, bytes: Float64Array): boolean {
  const half = Math.floor(ts.length / 2);
  const of = (from: number, to?: number): { lo: number; hi: number } =>
    slopeInterval(ts.subarray(from, to), bytes.subarray(from, to), { level: 0.95, dependence: 'ar1' });
  return of(half).hi >= PACE_KEPT * of(0, half).lo;
}

function finite(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && Number.isFinite(value) ? value : null;
}
