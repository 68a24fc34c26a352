/** Version of the record format: raised when a field changes its meaning, not when one is added. */
export const FORMAT_VERSION = 1;

/**
 * One record. KiB are 1024 bytes; counters (`*_faults`, `*_switches`, `*_bytes`, `cpu_time_s`) are cumulative since the
 * process started. `null` always means "not read at this tick or not readable", never zero.
 */
export interface Sample {
  format_version: 1;
  /** Monotonic seconds since the first sample of the window. */
  t_s: number;
  /** Wall clock of the observer, milliseconds since 1970. */
  wall_time_ms: number;
  pid: number;
  /** Processes summed in this record: 1 without `tree`. */
  process_count: number;
  /** Private_Clean + Private_Dirty + Private_Hugetlb: what would be freed if the process ended. */
  uss_kib: number | null;
  pss_kib: number | null;
  rss_kib: number | null;
  /** What growth and leak verdicts should use: it does not move when an unrelated process maps a library. */
  anonymous_kib: number | null;
  private_clean_kib: number | null;
  private_dirty_kib: number | null;
  shared_clean_kib: number | null;
  shared_dirty_kib: number | null;
  shmem_kib: number | null;
  swap_kib: number | null;
  swap_pss_kib: number | null;
  peak_rss_kib: number | null;
  /** CPU-seconds per second since the previous record; `null` in the first. */
  cpu_cores: number | null;
  /** Which counter `cpu_cores` of this interval rests on. */
  cpu_source: 'schedstat' | 'ticks' | null;
  /** Cumulative CPU time: differences over a window are right to 40 ms, and exact while threads stay the same. */
  cpu_time_s: number | null;
  /** Time the threads stood runnable without a CPU, since the previous record, seconds per second. */
  cpu_wait_cores: number | null;
  num_threads: number | null;
  minor_faults: number | null;
  major_faults: number | null;
  /** Times any live thread was put on a CPU (sum of schedstat). */
  timeslices: number | null;
  /** Of the first thread only, as `/proc/PID/status` has it. */
  voluntary_ctxt_switches: number | null;
  nonvoluntary_ctxt_switches: number | null;
  num_fds: number | null;
  rchar_bytes: number | null;
  wchar_bytes: number | null;
  read_bytes: number | null;
  write_bytes: number | null;
  cgroup_memory_kib: number | null;
  cgroup_anonymous_kib: number | null;
  cgroup_file_kib: number | null;
  cgroup_swap_kib: number | null;
  cgroup_cpu_time_s: number | null;
  cgroup_throttled_s: number | null;
  cgroup_throttled_periods: number | null;
  host_load1: number | null;
  host_steal_ratio: number | null;
  host_busy_cores: number | null;
  host_psi_cpu_some_avg10: number | null;
  host_psi_memory_some_avg10: number | null;
  host_psi_io_some_avg10: number | null;
  /** Wall time of reading the memory maps: an upper bound of how long the target's map lock was held. */
  memory_read_ms: number | null;
  /** Wall time of the whole sample, parsing included. */
  sample_cost_us: number | null;
}
