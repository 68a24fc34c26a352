/** A condition that weakens a result, and what to do about it. */
export interface SummaryWarning {
  readonly code: string;
  readonly severity: 'note' | 'warn';
  readonly message: string;
  /** The flag or step that removes it, or `null` when nothing can be done. */
  readonly fix: string | null;
}

/** A power law on a fixed base: `y = offset + coefficient * x^exponent`, interval for the exponent. */
export interface GrowthFit {
  readonly offset_kib?: number | null | undefined;
  readonly offset_cores?: number | null | undefined;
  readonly coefficient?: number | null | undefined;
  readonly exponent?: number | null | undefined;
  readonly lo?: number | null | undefined;
  readonly hi?: number | null | undefined;
  readonly verdict?: string | null | undefined;
  readonly reason?: string | null | undefined;
}

/** The straight line through log-log points: `y ~ x^exponent`. */
export interface LogLogFit {
  readonly exponent?: number | null | undefined;
  readonly r2?: number | null | undefined;
  readonly lo?: number | null | undefined;
  readonly hi?: number | null | undefined;
}

/** What one more entity costs, in KiB, with its 95 % interval. */
export interface MarginalCost {
  readonly kib_per_entity?: number | null | undefined;
  readonly lo95?: number | null | undefined;
  readonly hi95?: number | null | undefined;
  readonly metric?: string | undefined;
}

/** The fits of one refresh rate in a scaling summary. */
export interface ScalingFit {
  readonly refresh_ms?: number | null | undefined;
  readonly exponent?: number | null | undefined;
  readonly r2?: number | null | undefined;
  readonly ci_lo?: number | null | undefined;
  readonly ci_hi?: number | null | undefined;
  readonly point_count?: number | null | undefined;
  readonly verdict?: string | null | undefined;
  readonly growth?: GrowthFit | null | undefined;
  readonly growth_anonymous?: GrowthFit | null | undefined;
  readonly growth_cpu?: GrowthFit | null | undefined;
  readonly pss_loglog?: LogLogFit | null | undefined;
  readonly marginal?: MarginalCost | null | undefined;
  readonly disagreement?: string | null | undefined;
}

/**
 * One lane's result, as in `summary.json`. Aggregates (`cell`, `rows`) and cells are read by key
 * (`uss_kib_median`, ...), so what this package does not know is left alone, and what is missing reads as unknown.
 */
export interface LaneSummary {
  readonly schema_version: number;
  readonly lane: string;
  readonly status: string;
  readonly verdict: string;
  readonly headline: string;
  readonly reason: string;
  readonly profile: string;
  readonly quick: boolean;
  readonly tool_version: string;
  readonly method_version: number;
  /** ISO 8601. */
  readonly started_at: string;
  /** ISO 8601. */
  readonly finished_at: string;
  readonly parameters: object;
  readonly metadata: object;
  readonly warnings: readonly SummaryWarning[];
  readonly high_load: boolean;
  /** Every cell that was planned and tried, failed ones too. */
  readonly cells: readonly object[];
  /** The cells of a lane whose `cells` are its aggregates (sweep, load). */
  readonly cell_records?: readonly object[] | undefined;
  /** Footprint: the aggregate over repeats. */
  readonly cell?: object | null | undefined;
  /** Footprint: whether each repeat had an instance of its own; not so for one that ran already. */
  readonly fresh_instances?: boolean | undefined;
  /** Scaling: one aggregate per size and refresh rate; fault: one per mode and size of burst. */
  readonly rows?: readonly object[] | undefined;
  readonly fits?: readonly ScalingFit[] | undefined;
  /** Scaling: too few points for more than a hint. */
  readonly indicative?: boolean | undefined;
}

/** One sample of a cell's time series; warm-up has negative `t_s`, the window starts at 0. */
export interface SeriesPoint {
  readonly t_s: number;
  readonly phase: 'warmup' | 'window';
  readonly uss_kib: number | null;
  readonly anonymous_kib: number | null;
  readonly cpu_cores: number | null;
}

/** What clients saw in one stretch of a window. */
export interface LatencyPoint {
  readonly t_s: number;
  readonly mean_ms: number | null;
  readonly max_ms: number | null;
}

/** Something that was done to the target, or befell it; `end_s` where it lasted. */
export interface SeriesEvent {
  readonly t_s: number;
  readonly end_s: number | null;
  readonly text: string;
}

/** The time series of one cell. */
export interface CellSeries {
  readonly cell_id: string;
  /** The process sampled, where a lane shows more than one. */
  readonly subject?: string | undefined;
  readonly label: string;
  readonly repeat: number;
  /** Start of the part the statistics use, in window time (s); `null` when no part was steady. */
  readonly steady_from_s: number | null;
  readonly points: readonly SeriesPoint[];
  /** Samples that `points` were thinned from, where they were. */
  readonly sample_count?: number | undefined;
  /** Window time, ascending. */
  readonly latency?: readonly LatencyPoint[] | undefined;
  readonly events?: readonly SeriesEvent[] | undefined;
}

/** What is known of the run as a whole. */
export interface RunInfo {
  /** The run's folder name. */
  readonly run: string;
  readonly generated_at?: string | undefined;
  readonly tool_version?: string | undefined;
  /** Shown under the title, e.g. the command line. */
  readonly command?: string | undefined;
  /** Per lane: the chart as a path relative to REPORT.md; `<lane>/<lane>.svg` for all when not given. */
  readonly chartFiles?: Readonly<Record<string, string>> | undefined;
  /** Lanes that were not run, with the reason. */
  readonly left_out?: readonly { readonly lane: string; readonly reason: string }[] | undefined;
  /** Where the full-resolution samples are, relative to the report. */
  readonly dataFolder?: string | undefined;
}
