import type { Sample } from '@medkit-bench/proc-sampler';
import { leakTest, slopeInterval } from '@medkit-bench/stats';

/** Growth slower than this is no leak, bytes per second. */
export const LEAK_FLOOR_B_S = 2000;

/** Fewer readings than this say nothing of a trend. */
const MIN_READINGS = 8;

/** The trend of memory over a part of a window. Slopes in bytes per second; an open end is null. */
export interface Trend {
  metric: 'anonymous_kib' | 'uss_kib';
  from_s: number;
  samples: number;
  slope_b_s: number;
  lo95: number | null;
  hi95: number | null;
  leak: {
    verdict: 'leak' | 'no-leak' | 'indeterminate';
    reason: string;
    recommended_s: number | null;
  };
}

/** Judges the samples from `fromS` on; null when there are too few to judge. */
export function trendOf(samples: readonly Sample[], fromS: number): Trend | null {
  const metric = samples.some((sample) => sample.anonymous_kib !== null) ? 'anonymous_kib' : 'uss_kib';
  const part = samples.filter((sample) => sample.t_s >= fromS && sample[metric] !== null);
  if (part.length < MIN_READINGS) return null;
  const ts = part.map((sample) => sample.t_s);
  const bytes = part.map((sample) => (sample[metric] ?? 0) * 1024);
  const slope = slopeInterval(ts, bytes, { level: 0.95, dependence: 'ar1' });
  const leak = leakTest(ts, bytes, { floorBytesPerS: LEAK_FLOOR_B_S });
  return {
    metric,
    from_s: fromS,
    samples: part.length,
    slope_b_s: slope.slope,
    lo95: finite(slope.lo),
    hi95: finite(slope.hi),
    leak: { verdict: leak.verdict, reason: leak.reason, recommended_s: finite(leak.recommendedS) },
  };
}

function finite(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && Number.isFinite(value) ? value : null;
}
