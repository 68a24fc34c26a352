import type { Sample } from '../sample.js';

/** What a field is in OpenMetrics: its name (base unit inside), kind, factor from the record's unit, and help. */
export interface Metric {
  name: string;
  type: 'gauge' | 'counter';
  factor: number;
  help: string;
}

const gauge = (name: string, factor: number, help: string): Metric => ({ name, type: 'gauge', factor, help });
const counter = (name: string, factor: number, help: string): Metric => ({
  name,
  type: 'counter',
  factor,
  help,
});
const KIB = 1024;

/** Every field of a record in its written order, with its metric or `null` where it is none. */
export const COLUMNS: Readonly<Record<keyof Sample, Metric | null>> = {
  format_version: null,
  t_s: null,
  wall_time_ms: null,
  pid: null,
  process_count: gauge('target_processes', 1, 'Processes summed'),
  uss_kib: gauge('target_uss_bytes', KIB, 'Unique set size'),
  pss_kib: gauge('target_pss_bytes', KIB, 'Proportional set size'),
  rss_kib: gauge('target_rss_bytes', KIB, 'Resident set size'),
  anonymous_kib: gauge('target_anonymous_bytes', KIB, 'Anonymous memory'),
  private_clean_kib: gauge('target_private_clean_bytes', KIB, 'File pages mapped by nobody else'),
  private_dirty_kib: gauge('target_private_dirty_bytes', KIB, 'Pages written by the target'),
  shared_clean_kib: gauge('target_shared_clean_bytes', KIB, 'File pages mapped by others too'),
  shared_dirty_kib: gauge('target_shared_dirty_bytes', KIB, 'Written pages mapped by others too'),
  shmem_kib: gauge('target_shmem_bytes', KIB, 'Resident shared memory'),
  swap_kib: gauge('target_swap_bytes', KIB, 'Memory swapped out'),
  swap_pss_kib: gauge('target_swap_pss_bytes', KIB, 'Proportional share of memory swapped out'),
  peak_rss_kib: gauge('target_peak_rss_bytes', KIB, 'Largest resident set size so far'),
  cpu_cores: gauge('target_cpu_cores', 1, 'CPU-seconds per second since the previous sample'),
  cpu_source: null,
  cpu_time_s: counter('target_cpu_seconds', 1, 'CPU time used'),
  cpu_wait_cores: gauge('target_cpu_wait_cores', 1, 'Seconds runnable without a CPU per second'),
  num_threads: gauge('target_threads', 1, 'Threads'),
  minor_faults: counter('target_minor_faults', 1, 'Page faults without I/O'),
  major_faults: counter('target_major_faults', 1, 'Page faults with I/O'),
  timeslices: gauge('target_timeslices', 1, 'Times a live thread was put on a CPU'),
  voluntary_ctxt_switches: counter(
    'target_main_voluntary_switches',
    1,
    'Context switches of the first thread',
  ),
  nonvoluntary_ctxt_switches: counter(
    'target_main_involuntary_switches',
    1,
    'Preemptions of the first thread',
  ),
  num_fds: gauge('target_open_fds', 1, 'Open descriptors'),
  rchar_bytes: counter('target_read_call_bytes', 1, 'Bytes passed to read calls'),
  wchar_bytes: counter('target_write_call_bytes', 1, 'Bytes passed to write calls'),
  read_bytes: counter('target_storage_read_bytes', 1, 'Bytes fetched from storage'),
  write_bytes: counter('target_storage_written_bytes', 1, 'Bytes sent to storage'),
  cgroup_memory_kib: gauge('cgroup_memory_bytes', KIB, 'Memory charged to the control group'),
  cgroup_anonymous_kib: gauge('cgroup_anonymous_bytes', KIB, 'Anonymous memory of the control group'),
  cgroup_file_kib: gauge('cgroup_file_bytes', KIB, 'Page cache of the control group'),
  cgroup_swap_kib: gauge('cgroup_swap_bytes', KIB, 'Swap of the control group'),
  cgroup_cpu_time_s: counter('cgroup_cpu_seconds', 1, 'CPU time of the control group'),
  cgroup_throttled_s: counter(
    'cgroup_throttled_seconds',
    1,
    'Time the control group was held back by its quota',
  ),
  cgroup_throttled_periods: counter('cgroup_throttled_periods', 1, 'Periods the control group was held back'),
  host_load1: gauge('host_load1', 1, 'Load average of the last minute'),
  host_steal_ratio: gauge('host_steal_ratio', 1, 'Share of CPU time taken by the hypervisor'),
  host_busy_cores: gauge('host_busy_cores', 1, 'Cores busy on the host'),
  host_psi_cpu_some_avg10: gauge(
    'host_cpu_pressure_ratio',
    0.01,
    'Share of 10 s in which a task waited for a CPU',
  ),
  host_psi_memory_some_avg10: gauge('host_memory_pressure_ratio', 0.01, 'Share of 10 s waiting for memory'),
  host_psi_io_some_avg10: gauge('host_io_pressure_ratio', 0.01, 'Share of 10 s waiting for I/O'),
  memory_read_ms: gauge('sampler_memory_read_seconds', 0.001, 'Time of reading the memory maps'),
  sample_cost_us: gauge('sampler_sample_seconds', 0.000001, 'Time of the whole sample'),
};

/** Field names in their written order. */
export const COLUMN_NAMES: readonly (keyof Sample)[] = Object.keys(COLUMNS) as (keyof Sample)[];
