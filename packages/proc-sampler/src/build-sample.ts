import type { HostCpu } from './parse/host.js';
import { hasExited } from './parse/stat.js';
import type { CgroupReading, HostReading, ProcessReading, Reading } from './reading.js';
import { FORMAT_VERSION, type Sample } from './sample.js';
import { TreeCpuClock } from './tree-cpu-clock.js';

/** Turns readings of one window into samples: adds processes up and takes differences to the previous reading. */
export class SampleBuilder {
  readonly #pid: number;
  readonly #cpu: TreeCpuClock;
  #startS: number | null = null;
  #lastS: number | null = null;
  #lastWaitNs: number | null = null;
  #lastHost: HostCpu | null = null;
  #lastHostS = 0;

  constructor(options: { pid: number; tree: boolean }) {
    this.#pid = options.pid;
    this.#cpu = new TreeCpuClock({ inherits: options.tree });
  }

  build(reading: Reading): Sample {
    this.#startS ??= reading.atS;
    const stepS = this.#lastS === null ? null : reading.atS - this.#lastS;
    const cpu = this.#cpu.advance(reading.processes);
    const perSecond = (amount: number | null): number | null =>
      amount === null || stepS === null || stepS <= 0 ? null : amount / stepS;
    const cores = perSecond(cpu.deltaS);
    const sample: Sample = {
      format_version: FORMAT_VERSION,
      t_s: round(reading.atS - this.#startS, 6),
      wall_time_ms: reading.wallMs,
      pid: this.#pid,
      process_count: reading.processes.filter(({ stat }) => !hasExited(stat)).length,
      ...memoryFields(reading.processes),
      cpu_cores: cores === null ? null : round(cores, 6),
      cpu_source: cores === null ? null : cpu.source,
      cpu_time_s: round(cpu.totalS, 9),
      cpu_wait_cores: roundOrNull(perSecond(this.#waited(reading.processes)), 6),
      ...counterFields(reading.processes),
      ...cgroupFields(reading.cgroup),
      ...this.#hostFields(reading.host, reading.atS),
      memory_read_ms: roundOrNull(reading.memoryReadMs, 4),
      sample_cost_us: roundOrNull(reading.costUs, 1),
    };
    this.#lastS = reading.atS;
    return sample;
  }

  /** Seconds waited for a CPU since the last reading; `null` when a thread's end made the sum run backwards. */
  #waited(processes: readonly ProcessReading[]): number | null {
    const now = total(processes, (process) => process.threads?.waitNs ?? null);
    const last = this.#lastWaitNs;
    this.#lastWaitNs = now;
    return now === null || last === null || now < last ? null : (now - last) / 1e9;
  }

  #hostFields(host: HostReading | null, atS: number): Pick<Sample, HostKey> {
    const last = this.#lastHost;
    const now = host?.cpu ?? null;
    const totalS = now === null || last === null ? 0 : now.totalS - last.totalS;
    const ratio = (amount: number): number | null => (totalS > 0 ? round(amount / totalS, 6) : null);
    const fields: Pick<Sample, HostKey> = {
      host_load1: host?.load1 ?? null,
      host_steal_ratio: now === null || last === null ? null : ratio(now.stealS - last.stealS),
      host_busy_cores:
        now === null || last === null || atS <= this.#lastHostS
          ? null
          : round((now.busyS - last.busyS) / (atS - this.#lastHostS), 4),
      host_psi_cpu_some_avg10: host?.psiCpu ?? null,
      host_psi_memory_some_avg10: host?.psiMemory ?? null,
      host_psi_io_some_avg10: host?.psiIo ?? null,
    };
    if (now !== null) {
      this.#lastHost = now;
      this.#lastHostS = atS;
    }
    return fields;
  }
}

type HostKey = Extract<keyof Sample, `host_${string}`>;
type CgroupKey = Extract<keyof Sample, `cgroup_${string}`>;

/** A sum over processes; `null` as soon as one of them does not know. */
function total(
  processes: readonly ProcessReading[],
  pick: (process: ProcessReading) => number | null,
): number | null {
  let sum = 0;
  for (const process of processes) {
    const value = pick(process);
    if (value === null) return null;
    sum += value;
  }
  return sum;
}

type MemoryKey =
  | 'uss_kib'
  | 'pss_kib'
  | 'rss_kib'
  | 'anonymous_kib'
  | 'private_clean_kib'
  | 'private_dirty_kib'
  | 'shared_clean_kib'
  | 'shared_dirty_kib'
  | 'shmem_kib'
  | 'swap_kib'
  | 'swap_pss_kib'
  | 'peak_rss_kib';

function memoryFields(all: readonly ProcessReading[]): Pick<Sample, MemoryKey> {
  return {
    uss_kib: total(all, ({ memory: m }) =>
      m === null ? null : m.privateCleanKib + m.privateDirtyKib + m.privateHugetlbKib,
    ),
    pss_kib: total(all, ({ memory }) => memory?.pssKib ?? null),
    rss_kib: total(all, ({ memory, status }) => memory?.rssKib ?? status?.rssKib ?? null),
    anonymous_kib: total(all, ({ memory, status }) => memory?.anonymousKib ?? status?.anonymousKib ?? null),
    private_clean_kib: total(all, ({ memory }) => memory?.privateCleanKib ?? null),
    private_dirty_kib: total(all, ({ memory }) => memory?.privateDirtyKib ?? null),
    shared_clean_kib: total(all, ({ memory }) => memory?.sharedCleanKib ?? null),
    shared_dirty_kib: total(all, ({ memory }) => memory?.sharedDirtyKib ?? null),
    shmem_kib: total(all, ({ status }) => status?.shmemKib ?? null),
    swap_kib: total(all, ({ memory, status }) => memory?.swapKib ?? status?.swapKib ?? null),
    swap_pss_kib: total(all, ({ memory }) => memory?.swapPssKib ?? null),
    peak_rss_kib: total(all, ({ status }) => status?.peakRssKib ?? null),
  };
}

type CounterKey =
  | 'num_threads'
  | 'minor_faults'
  | 'major_faults'
  | 'timeslices'
  | 'voluntary_ctxt_switches'
  | 'nonvoluntary_ctxt_switches'
  | 'num_fds'
  | 'rchar_bytes'
  | 'wchar_bytes'
  | 'read_bytes'
  | 'write_bytes';

function counterFields(all: readonly ProcessReading[]): Pick<Sample, CounterKey> {
  return {
    num_threads: total(all, ({ stat }) => stat.numThreads),
    minor_faults: total(all, ({ stat }) => stat.minorFaults),
    major_faults: total(all, ({ stat }) => stat.majorFaults),
    timeslices: total(all, ({ threads }) => threads?.timeslices ?? null),
    voluntary_ctxt_switches: total(all, ({ status }) => status?.voluntarySwitches ?? null),
    nonvoluntary_ctxt_switches: total(all, ({ status }) => status?.involuntarySwitches ?? null),
    num_fds: total(all, ({ numFds }) => numFds),
    rchar_bytes: total(all, ({ io }) => io?.rcharBytes ?? null),
    wchar_bytes: total(all, ({ io }) => io?.wcharBytes ?? null),
    read_bytes: total(all, ({ io }) => io?.readBytes ?? null),
    write_bytes: total(all, ({ io }) => io?.writeBytes ?? null),
  };
}

function cgroupFields(cgroup: CgroupReading | null): Pick<Sample, CgroupKey> {
  return {
    cgroup_memory_kib: cgroup?.memoryKib ?? null,
    cgroup_anonymous_kib: cgroup?.anonymousKib ?? null,
    cgroup_file_kib: cgroup?.fileKib ?? null,
    cgroup_swap_kib: cgroup?.swapKib ?? null,
    cgroup_cpu_time_s: cgroup?.cpuTimeS ?? null,
    cgroup_throttled_s: cgroup?.throttledS ?? null,
    cgroup_throttled_periods: cgroup?.throttledPeriods ?? null,
  };
}

function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}

function roundOrNull(value: number | null, digits: number): number | null {
  return value === null ? null : round(value, digits);
}
