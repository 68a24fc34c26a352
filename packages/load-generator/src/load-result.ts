import type { ErrorKind } from './outcome.js';

/** Percentiles in milliseconds; null where nothing was recorded. */
export interface LatencySummary {
  readonly count: number;
  readonly mean_ms: number | null;
  readonly min_ms: number | null;
  readonly p50_ms: number | null;
  readonly p90_ms: number | null;
  readonly p95_ms: number | null;
  readonly p99_ms: number | null;
  readonly p999_ms: number | null;
  readonly max_ms: number | null;
}

/** One second of the window, by when requests were due. */
export interface TimelineRow {
  readonly t_s: number;
  readonly request_count: number;
  readonly error_count: number;
  readonly mean_ms: number | null;
  readonly max_ms: number | null;
}

/** What one connection mode saw. Percentiles count failed requests at the time they had taken. */
export interface ModeResult {
  readonly connections: 'keep-alive' | 'new';
  /** All requests that fell due in the window. */
  readonly request_count: number;
  readonly success_count: number;
  readonly error_count: number;
  /** null when nothing was due. */
  readonly error_rate: number | null;
  /** From the intended send time, failures included; null when not one request succeeded. */
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly p99_ms: number | null;
  readonly max_ms: number | null;
  /** Mean of actual minus intended send time. */
  readonly generator_lag_ms: number | null;
  /** The mean lag passes 5 % of p50: these percentiles measure the generator too. */
  readonly generator_bound: boolean;
  readonly achieved_rate_per_s: number | null;
  /** `all` and `success` from the intended send time; `service` uncorrected, from the actual one. */
  readonly latency: {
    readonly all: LatencySummary;
    readonly success: LatencySummary;
    readonly service: LatencySummary;
    readonly generator_lag: LatencySummary;
  };
  /** `[percent, ms]` of `latency.all`. */
  readonly latency_curve: readonly (readonly [number, number])[];
  /** `latency.all` in microseconds as a compressed HdrHistogram V2 in base64; null when empty or for `both` together. */
  readonly latency_hdr: string | null;
  /**
   * Requests sent once more, on a new connection, because the server had closed the reused one before a byte
   * of an answer came. Their latency still runs from when they were due; they are errors only if that fails too.
   */
  readonly retried_count: number;
  readonly errors: Partial<Record<ErrorKind, number>>;
  /** By status code; `none` for requests without an answer. */
  readonly by_status: Readonly<Record<string, LatencySummary>>;
  readonly by_path: Readonly<Record<string, LatencySummary & { readonly error_count: number }>>;
  readonly timeline: readonly TimelineRow[];
  readonly connections_opened: number;
  /** Opened because a due request found every client's connection busy. */
  readonly extra_connections: number;
  readonly peak_in_flight: number;
  /** Due requests that had to wait for the in-flight limit. */
  readonly queued_count: number;
  readonly body_bytes: number;
  readonly window_s: number;
}

/** What became of the event streams. */
export interface SseResult {
  readonly streams_asked: number;
  /** Streams that were ever accepted. */
  readonly streams_opened: number;
  /** Streams that never got in, each counted once; by status or reason in `refused_by`. */
  readonly streams_refused: number;
  readonly refused_by: Readonly<Record<string, number>>;
  readonly streams_open_at_end: number;
  readonly reconnect_count: number;
  readonly disconnects_by: Readonly<Record<string, number>>;
  readonly event_count: number;
  readonly events_by_type: Readonly<Record<string, number>>;
  readonly keepalive_count: number;
  /** Places where the ids of a stream skip some, and how many; null where no event had a number for its id. */
  readonly gap_count: number | null;
  readonly missed_event_count: number | null;
  /** Events older than the stream they came on: a replay, no part of `delivery`. */
  readonly replayed_count: number;
  /** Times that a flooding stream was made to wait. */
  readonly throttled_count: number;
  readonly bytes: number;
  /** Receive time minus the event's own `timestamp`, both wall clocks. */
  readonly delivery: LatencySummary;
  /** Events stamped later than they arrived: the two clocks differ. */
  readonly clock_ahead_count: number;
}

/** The JSON document a run produces. With `connections: 'both'` counts are sums and percentiles null. */
export interface LoadResult extends Omit<ModeResult, 'connections'> {
  readonly schema_version: 1;
  readonly tool: 'load-generator';
  readonly base_url: string;
  readonly level: 'light' | 'heavy' | null;
  readonly loop: 'open' | 'closed';
  readonly rate_per_s: number;
  readonly workers: number;
  readonly duration_s: number;
  readonly warmup_s: number;
  readonly timeout_s: number;
  readonly connections: 'keep-alive' | 'new' | 'both';
  readonly paths: readonly { readonly path: string; readonly weight: number }[];
  readonly data_endpoints: readonly string[];
  readonly header_names: readonly string[];
  readonly started_at: string;
  readonly ended_early: boolean;
  /** Present with `both`: the two modes, apart. */
  readonly by_connection?: { readonly keep_alive: ModeResult; readonly new: ModeResult };
  readonly sse: SseResult | null;
  readonly generator: GeneratorCost;
  /** What a reader should know before trusting the figures. */
  readonly notes: readonly string[];
}

/** What generating the load cost this process. */
export interface GeneratorCost {
  readonly cpu_s: number;
  readonly cpu_cores: number | null;
  readonly requests_per_cpu_s: number | null;
  readonly max_rss_kib: number;
  readonly cpus_allowed: string | null;
}
