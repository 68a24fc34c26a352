// A target that starts at once and costs nothing, and time that passes as fast as it is asked for.

const SAMPLE = {
  format_version: 1,
  ...{ pid: 7, process_count: 1, uss_kib: 41_984, pss_kib: 44_000, rss_kib: 84_000, anonymous_kib: 41_000 },
  ...{
    private_clean_kib: 0,
    private_dirty_kib: 41_984,
    shared_clean_kib: 42_000,
    shared_dirty_kib: 0,
    shmem_kib: 0,
  },
  ...{ cpu_cores: 0.001, cpu_source: 'schedstat', cpu_time_s: 1, num_threads: 12, wall_time_ms: 0 },
};

/** Samples a quarter of a second apart, the same for every cell but for a little noise. */
function windowOf(cell, { durationS, intervalS, onSample }) {
  const samples = Array.from({ length: Math.round(durationS / intervalS) + 1 }, (_, i) => ({
    ...SAMPLE,
    t_s: i * intervalS,
    anonymous_kib: SAMPLE.anonymous_kib + ((cell * 7919 + i * 31) % 64),
  }));
  for (const sample of samples) onSample?.(sample);
  return {
    format_version: 1,
    samples,
    sample_count: samples.length,
    ended: { reason: 'duration', detail: 'watched to its end' },
    ...{
      stopped_ticks: 0,
      expected_ticks: samples.length,
      missed_ticks: 0,
      window_s: durationS,
      cpu_cores_mean: 0.001,
    },
    observer: {
      cpu_cores: 0.0001,
      process_cpu_cores: 0.001,
      stream_bytes: null,
      memory_reads: 5,
      memory_read_ms_median: 0.4,
      memory_read_ms_max: 0.5,
      map_lock_held_s: 0.001,
      sample_cost_us_median: 400,
      sample_cost_us_max: 500,
    },
    private_clean_jumps: [],
    host: {
      nproc: 2,
      load1_start: 0.1,
      load1_max: 0.1,
      steal_ratio: 0,
      busy_cores_mean: 0.1,
      psi_cpu_some_avg10: 0,
      psi_memory_some_avg10: 0,
      psi_io_some_avg10: 0,
    },
    notes: [],
    clock_grain_s: 1e-9,
  };
}

/** Where the engine starts its instances; `onCell` is called for each. */
export function instantPlace(onCell) {
  let cell = 0;
  const instance = {
    ...{
      id: '7',
      pid: 7,
      label: 'instant',
      running: () => true,
      logTail: () => [],
      exited: new Promise(() => undefined),
    },
    stop: () => Promise.resolve({ how: 'terminated', code: 0, signal: null }),
  };
  const observer = {
    find: () => Promise.resolve([7]),
    poller: () => ({ latest: () => ({ ...SAMPLE, t_s: 0 }), stop: () => undefined }),
    watch: (_, options) => ({
      done: Promise.resolve(windowOf(cell, options)),
      stop: () => undefined,
      latest: () => null,
    }),
    threads: () => Promise.resolve([{ name: 'main', count: 12 }]),
    describe: () => Promise.resolve(null),
    environment: () => Promise.resolve(null),
    librarySharers: () => Promise.resolve(null),
  };
  return {
    ...{ fresh: true, host: '127.0.0.1', close: () => Promise.resolve() },
    start: () => {
      cell += 1;
      onCell();
      const none = () => Promise.resolve({ code: 0, stdout: '', stderr: '' });
      return Promise.resolve({
        instance,
        observer,
        exec: none,
        stream: none,
        tools: null,
        details: () => Promise.resolve(null),
      });
    },
  };
}

/** Time that stands still until a timer fires, for windows that last a day. */
export class FakeClock {
  #nowS = 0;
  #timers = [];

  nowS() {
    return this.#nowS;
  }

  cpuS() {
    return 0;
  }

  after(delayS, callback) {
    const timer = { atS: this.#nowS + delayS, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  async run() {
    for (let next = this.#timers.shift(); next !== undefined; next = this.#timers.shift()) {
      this.#nowS = Math.max(this.#nowS, next.atS);
      next.callback();
      await Promise.resolve();
    }
  }

  /** Lets `body` see this time where it asks the real monotonic clock. */
  standIn(body) {
    const real = performance.now;
    const atMs = 1e7 + this.#nowS * 1000;
    performance.now = () => atMs;
    try {
      body();
    } finally {
      performance.now = real;
    }
  }
}

/** What a reading of a process looks like at a moment: memory breathes, CPU goes on. */
export function sampleReading(atS) {
  const kib = 41_000 + Math.round(60 * Math.sin(atS / 100));
  const ticks = Math.round(atS / 10);
  return {
    atS,
    wallMs: 1_700_000_000_000 + atS * 1000,
    processes: [
      {
        stat: {
          ...{ pid: 7, comm: 'instant', state: 'S', ppid: 1, flags: 0, minorFaults: 1, majorFaults: 0 },
          ...{ utimeTicks: ticks, stimeTicks: 0, childUtimeTicks: 0, childStimeTicks: 0 },
          ...{ numThreads: 2, startTicks: 1 },
        },
        status: {
          ...{ rssKib: 84_000, peakRssKib: 84_100, anonymousKib: kib, shmemKib: 0, swapKib: 0 },
          ...{ voluntarySwitches: 1, involuntarySwitches: 1 },
        },
        memory: {
          ...{
            rssKib: 84_000,
            pssKib: 44_000,
            sharedCleanKib: 42_000,
            sharedDirtyKib: 0,
            privateCleanKib: 0,
          },
          ...{ privateDirtyKib: kib, privateHugetlbKib: 0, anonymousKib: kib, swapKib: 0, swapPssKib: 0 },
        },
        threads: { tids: [7, 8], cpuNs: [atS * 1e6, 0], waitNs: 0, timeslices: 1 },
        io: null,
        numFds: 12,
      },
    ],
    cgroup: null,
    host: null,
    memoryReadMs: 0.4,
    costUs: 400,
  };
}
