import type { ChurnReport } from '@medkit-bench/graph-generator';
import type { BurstOutcome } from '../engine/burst.js';
import type { WarmupOutcome } from '../engine/cell.js';
import type { CyclesReport } from '../engine/cycle-activity.js';
import type { GraphHostRecord } from '../graph/graph-gate.js';
import type { LibrarySharers } from '../place/library-sharers.js';
import type { BurstNumbers } from './burst-numbers.js';
import type { ProfiledRecord } from './profiled-record.js';
import type { ResidueRecord } from './residue-rows.js';
import type { Trend } from './trend.js';

/** The figures of one subject process in one cell; null is "could not be measured", never zero. */
export interface SubjectNumbers {
  uss_kib: number | null;
  pss_kib: number | null;
  rss_kib: number | null;
  anonymous_kib: number | null;
  private_clean_kib: number | null;
  private_dirty_kib: number | null;
  cpu_cores: number | null;
  num_threads: number | null;
  peak_uss_kib: number | null;
  /** Slopes over the part the figures are taken from, bytes per second; open interval ends are null. */
  uss_slope_b_s: number | null;
  uss_slope_lo95: number | null;
  uss_slope_hi95: number | null;
  anonymous_slope_b_s: number | null;
  anonymous_slope_lo95: number | null;
  anonymous_slope_hi95: number | null;
  /** Samples in the part the figures are taken from, and in the whole window. */
  samples: number;
  samples_total: number;
  steady: boolean;
  steady_reason: string;
  /** Where the part the figures are taken from begins, in window time. */
  steady_from_s: number | null;
  steady_part: 'classified' | 'last third';
  /** What the verdict on steadiness was judged by. */
  judged_by: 'anonymous' | 'uss' | null;
  threads: { name: string; count: number }[];
  private_clean_jumps: { t_s: number; from_kib: number; to_kib: number }[];
}

/** How the host and the observer behaved during a cell's window. */
export interface CellConditions {
  load1: number | null;
  steal_ratio: number | null;
  /** Cores busy with neither the target nor this program. */
  other_busy_cores: number | null;
  high_load: boolean;
  high_load_reason: string | null;
}

/** What the observer itself cost and missed. */
export interface ObserverNumbers {
  cpu_cores: number | null;
  own_cpu_cores: number | null;
  memory_read_ms_median: number | null;
  missed_ticks: number;
  expected_ticks: number;
}

/** How the graph was changed during a window. */
export interface ChurnRecord extends Omit<ChurnReport, 'plan'> {
  every_s: number;
  count: number;
  window_s: number;
}

/** One cell as it stands on disk (`cell.json`) and in the summary. */
export interface CellRecord extends SubjectNumbers {
  id: string;
  label: string;
  status: 'ok' | 'failed';
  failure: string | null;
  repeat: number;
  /** Setting, level, mode or phase that the cell stands for; null where a lane has only one. */
  group: string | null;
  entities_asked: number | null;
  entity_count: number | null;
  refresh_ms: number | null;
  started_at: string;
  duration_s: number;
  warmup: WarmupOutcome | null;
  conditions: CellConditions | null;
  observer: ObserverNumbers | null;
  params_in_force: Record<string, unknown> | null;
  target: Record<string, unknown> | null;
  load: Record<string, unknown> | null;
  burst: BurstOutcome | null;
  /** What the burst did to each subject. */
  burst_numbers: Record<string, BurstNumbers> | null;
  churn: ChurnRecord | null;
  /** How the graph was grown and shrunk back during the window. */
  cycles: CyclesReport | null;
  /** What each of those cycles left of the first subject's memory. */
  residue: ResidueRecord | null;
  /** What hosted the graph, and what it cost; null for a profile without one. */
  graph_host: GraphHostRecord | null;
  /** Who else on the host mapped the target's libraries; null: it cannot be told. */
  library_sharers: LibrarySharers | null;
  /** The trend of the first subject's memory, where the lane asks for one. */
  trend: Trend | null;
  /** What a profiler around the target recorded; null where there was none. */
  profiled: ProfiledRecord | null;
  series_file: string | null;
  subjects: Record<string, SubjectNumbers>;
}

/** The figures of a cell that measured nothing. */
export const NOTHING_MEASURED: SubjectNumbers = {
  uss_kib: null,
  pss_kib: null,
  rss_kib: null,
  anonymous_kib: null,
  private_clean_kib: null,
  private_dirty_kib: null,
  cpu_cores: null,
  num_threads: null,
  peak_uss_kib: null,
  uss_slope_b_s: null,
  uss_slope_lo95: null,
  uss_slope_hi95: null,
  anonymous_slope_b_s: null,
  anonymous_slope_lo95: null,
  anonymous_slope_hi95: null,
  samples: 0,
  samples_total: 0,
  steady: false,
  steady_reason: 'not measured',
  steady_from_s: null,
  steady_part: 'last third',
  judged_by: null,
  threads: [],
  private_clean_jumps: [],
};
