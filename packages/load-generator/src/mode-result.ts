import type { ConnectionPool } from './connection-pool.js';
import type { LoadRecorder } from './load-recorder.js';
import type { ModeResult } from './load-result.js';

/** Above this share of p50 the generator's own lateness is part of what the percentiles show. */
const LAG_SHARE = 0.05;

/** Counters of a finished mode that no histogram holds. */
export interface ModeCounts {
  readonly windowS: number;
  readonly queuedCount: number;
  readonly connectionsOpened: number;
}

/** Puts what one mode recorded into its place in the result. */
export function modeResult(
  connections: 'keep-alive' | 'new',
  recorder: LoadRecorder,
  pool: ConnectionPool,
  counts: ModeCounts,
): ModeResult {
  const everything = recorder.all();
  const all = everything.summary();
  const success = recorder.success().summary();
  const successCount = success.count;
  const lagMs = recorder.lag.meanMs;
  // A percentile of nothing but failures would read as an answer time: refusals are fast.
  const any = successCount > 0;
  return {
    connections,
    request_count: all.count,
    success_count: successCount,
    error_count: all.count - successCount,
    error_rate: all.count === 0 ? null : (all.count - successCount) / all.count,
    p50_ms: any ? all.p50_ms : null,
    p95_ms: any ? all.p95_ms : null,
    p99_ms: any ? all.p99_ms : null,
    max_ms: any ? all.max_ms : null,
    generator_lag_ms: lagMs,
    generator_bound: lagMs !== null && all.p50_ms !== null && lagMs > LAG_SHARE * all.p50_ms,
    achieved_rate_per_s: counts.windowS > 0 ? Math.round((all.count / counts.windowS) * 1000) / 1000 : null,
    latency: {
      all,
      success,
      service: recorder.service.summary(),
      generator_lag: recorder.lag.summary(),
    },
    latency_curve: everything.curve(),
    latency_hdr: everything.encoded(),
    retried_count: recorder.retriedCount,
    errors: recorder.errors(),
    by_status: recorder.byStatus(),
    by_path: recorder.byPath(),
    timeline: recorder.timeline(),
    connections_opened: counts.connectionsOpened,
    extra_connections: pool.extraCount,
    peak_in_flight: pool.peakInUse,
    queued_count: counts.queuedCount,
    body_bytes: recorder.bodyBytes,
    window_s: Math.round(counts.windowS * 1000) / 1000,
  };
}
