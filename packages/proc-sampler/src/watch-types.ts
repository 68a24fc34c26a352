import type { Sample } from './sample.js';

/** How a window is to be sampled. All times in seconds. */
export interface WindowOptions {
  /** Time between samples, on an absolute schedule from the first one. */
  intervalS: number;
  /** Time between readings of the memory maps, descriptors and control group; default: every sample. */
  memoryIntervalS?: number | undefined;
  /** Length of the window; without it the window lasts until `stop()` or the target's end. */
  durationS?: number | undefined;
  /** Called with every sample; a throw ends the window by rejecting `done`. */
  onSample?: ((sample: Sample) => void) | undefined;
  /** `false` keeps nothing but the summary, for windows of any length; default `true`. */
  keepSamples?: boolean | undefined;
}

/** A window under way. */
export interface Watch {
  /** Resolves when the window has ended, for whatever reason; rejects only when it could not begin. */
  readonly done: Promise<WatchResult>;
  /** Ends the window; what was gathered is kept. */
  stop(): void;
  latest(): Sample | null;
}

/** Why a window ended. Everything but `duration` and `stopped` means less was gathered than asked for. */
export type EndReason =
  'duration' | 'stopped' | 'target-exited' | 'target-restarted' | 'stream-lost' | 'unreadable';

/** A step of Private_Clean of at least 256 KiB between two readings. */
export interface PrivateCleanJump {
  t_s: number;
  from_kib: number;
  to_kib: number;
  /**
   * `sharing`: resident memory stayed, so another process began or ceased to map the same file;
   * `mapping`: resident memory moved along, so the target itself mapped, touched or dropped a file.
   */
  cause: 'sharing' | 'mapping';
}

/** What observing cost. */
export interface ObserverCost {
  /** CPU-cores spent taking samples: in this process, or by the shell at the far end of a stream. */
  cpu_cores: number | null;
  /** CPU-cores of this whole process during the window, whatever else it did. */
  process_cpu_cores: number | null;
  /** Bytes received through a stream; `null` for a local window. */
  stream_bytes: number | null;
  memory_reads: number;
  memory_read_ms_median: number | null;
  memory_read_ms_max: number | null;
  /** Sum of the times of reading maps: an upper bound of how long the target's map lock was held. */
  map_lock_held_s: number | null;
  sample_cost_us_median: number | null;
  sample_cost_us_max: number | null;
}

/** The host's own state during the window. */
export interface HostNoiseSummary {
  nproc: number | null;
  load1_start: number | null;
  load1_max: number | null;
  steal_ratio: number | null;
  busy_cores_mean: number | null;
  /** Largest share of any 10 s in which some task waited, percent. */
  psi_cpu_some_avg10: number | null;
  psi_memory_some_avg10: number | null;
  psi_io_some_avg10: number | null;
}

/** A finished window. */
export interface WatchResult {
  format_version: 1;
  samples: Sample[];
  /** Samples taken, also when they were not kept. */
  sample_count: number;
  ended: { reason: EndReason; detail: string };
  /** Samples that found the first process stopped by a signal or a debugger: its costs then say nothing of it. */
  stopped_ticks: number;
  /** Samples the schedule asked for up to the end of the window. */
  expected_ticks: number;
  missed_ticks: number;
  /** Seconds from the first to the last sample. */
  window_s: number;
  /** CPU-seconds per second over the whole window. */
  cpu_cores_mean: number | null;
  observer: ObserverCost;
  private_clean_jumps: PrivateCleanJump[];
  host: HostNoiseSummary;
  notes: string[];
  /** Smallest step of `t_s`. */
  clock_grain_s: number;
}
