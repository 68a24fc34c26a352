import { BoundedValues } from './bounded-values.js';
import { PrivateCleanJumps } from './private-clean-jumps.js';
import { FORMAT_VERSION, type Sample } from './sample.js';
import type { EndReason, HostNoiseSummary, ObserverCost, WatchResult } from './watch-types.js';

/** What only the one who runs the window knows at its end. */
export interface WindowEnd {
  reason: EndReason;
  detail: string;
  expectedTicks: number;
  /** CPU-seconds spent on samples, here or by the far end's shell; `null` when not known. */
  observerCpuS: number | null;
  /** Bytes that came through a stream; `null` for a local window. */
  streamBytes: number | null;
  processCpuS: number | null;
  nproc: number | null;
  notes: readonly string[];
  clockGrainS: number;
}

/** Above this share of a core the observer is no longer negligible. */
const OVERHEAD_LIMIT_CORES = 0.01;

/** Collects one window's samples and what can be said of them without statistics. */
export class WindowRecorder {
  readonly #keep: boolean;
  readonly #samples: Sample[] = [];
  readonly #memoryReadMs = new BoundedValues();
  readonly #sampleCostUs = new BoundedValues();
  readonly #jumps = new PrivateCleanJumps();
  readonly #load1 = new BoundedValues(1);
  readonly #psi = [new BoundedValues(1), new BoundedValues(1), new BoundedValues(1)] as const;
  #first: Sample | null = null;
  #latest: Sample | null = null;
  #count = 0;
  #stopped = 0;
  #stealSum = 0;
  #busySum = 0;
  #hostSpanS = 0;
  #hostAtS = 0;

  constructor(options: { keepSamples: boolean }) {
    this.#keep = options.keepSamples;
  }

  get latest(): Sample | null {
    return this.#latest;
  }

  get count(): number {
    return this.#count;
  }

  add(sample: Sample): void {
    this.#first ??= sample;
    this.#latest = sample;
    this.#count += 1;
    if (this.#keep) this.#samples.push(sample);
    if (sample.memory_read_ms !== null) this.#memoryReadMs.add(sample.memory_read_ms);
    if (sample.sample_cost_us !== null) this.#sampleCostUs.add(sample.sample_cost_us);
    this.#jumps.add(sample);
    this.#addHost(sample);
  }

  /** The sample just added found the target stopped. */
  addStopped(): void {
    this.#stopped += 1;
  }

  result(end: WindowEnd): WatchResult {
    const windowS = (this.#latest?.t_s ?? 0) - (this.#first?.t_s ?? 0);
    const observer = this.#observer(end, windowS);
    return {
      format_version: FORMAT_VERSION,
      samples: this.#samples,
      sample_count: this.#count,
      ended: { reason: end.reason, detail: end.detail },
      stopped_ticks: this.#stopped,
      expected_ticks: end.expectedTicks,
      missed_ticks: Math.max(0, end.expectedTicks - this.#count),
      window_s: windowS,
      cpu_cores_mean: this.#cpuCoresMean(windowS),
      observer,
      private_clean_jumps: this.#jumps.list,
      host: this.#host(end.nproc),
      notes: [...end.notes, ...this.#ownNotes(observer)],
      clock_grain_s: end.clockGrainS,
    };
  }

  #cpuCoresMean(windowS: number): number | null {
    const from = this.#first?.cpu_time_s ?? null;
    const to = this.#latest?.cpu_time_s ?? null;
    return from === null || to === null || windowS <= 0 ? null : (to - from) / windowS;
  }

  #addHost(sample: Sample): void {
    if (sample.host_load1 !== null) this.#load1.add(sample.host_load1);
    const { host_steal_ratio: steal, host_busy_cores: busy } = sample;
    if (steal !== null && busy !== null) {
      // Each figure holds for the time since the host was last read, so it weighs as much as that time.
      const spanS = sample.t_s - this.#hostAtS;
      this.#stealSum += steal * spanS;
      this.#busySum += busy * spanS;
      this.#hostSpanS += spanS;
    }
    if (sample.host_load1 !== null) this.#hostAtS = sample.t_s;
    const pressures = [
      sample.host_psi_cpu_some_avg10,
      sample.host_psi_memory_some_avg10,
      sample.host_psi_io_some_avg10,
    ];
    pressures.forEach((value, i) => {
      if (value !== null) (this.#psi[i] as BoundedValues).add(value);
    });
  }

  #host(nproc: number | null): HostNoiseSummary {
    const mean = (sum: number): number | null => (this.#hostSpanS > 0 ? sum / this.#hostSpanS : null);
    return {
      nproc,
      load1_start: this.#first?.host_load1 ?? null,
      load1_max: this.#load1.max(),
      steal_ratio: mean(this.#stealSum),
      busy_cores_mean: mean(this.#busySum),
      psi_cpu_some_avg10: this.#psi[0].max(),
      psi_memory_some_avg10: this.#psi[1].max(),
      psi_io_some_avg10: this.#psi[2].max(),
    };
  }

  #observer(end: WindowEnd, windowS: number): ObserverCost {
    const cores = (cpuS: number | null): number | null =>
      cpuS === null || windowS <= 0 ? null : cpuS / windowS;
    const reads = this.#memoryReadMs;
    return {
      cpu_cores: cores(end.observerCpuS),
      process_cpu_cores: cores(end.processCpuS),
      stream_bytes: end.streamBytes,
      memory_reads: reads.count,
      memory_read_ms_median: reads.median(),
      memory_read_ms_max: reads.max(),
      map_lock_held_s: reads.count === 0 ? null : reads.sum / 1e3,
      sample_cost_us_median: this.#sampleCostUs.median(),
      sample_cost_us_max: this.#sampleCostUs.max(),
    };
  }

  #ownNotes(observer: ObserverCost): string[] {
    const notes: string[] = [];
    if (observer.cpu_cores !== null && observer.cpu_cores > OVERHEAD_LIMIT_CORES) {
      const percent = (observer.cpu_cores * 100).toFixed(1);
      notes.push(`observing used ${percent} % of a core: raise the interval, or only the memory interval`);
    }
    const { count, list } = this.#jumps;
    const bySharing = list.filter(({ cause }) => cause === 'sharing').length;
    if (bySharing > 0) {
      notes.push(
        `Private_Clean jumped ${bySharing} times because other processes began or ceased to map the same files: ` +
          'judge growth by anonymous memory, not by USS',
      );
    }
    if (count > list.length)
      notes.push(`${count} jumps of Private_Clean, the first ${list.length} are listed`);
    return notes;
  }
}
