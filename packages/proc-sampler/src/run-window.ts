import { isProcError, type ProcError } from './errors.js';
import { SampleBuilder } from './build-sample.js';
import type { Due, Reading } from './reading.js';
import { TickSchedule } from './tick-schedule.js';
import { WindowRecorder } from './window-recorder.js';
import type { EndReason, Watch, WatchResult, WindowOptions } from './watch-types.js';

/** Where readings come from: this machine's `/proc`, or the far end of a stream. */
export interface ReadingSource {
  readonly notes: ReadonlySet<string>;
  readonly nproc: number | null;
  readonly clockGrainS: number;
  /** Whether taking a sample costs CPU in this process; else `observerCpuS` may know what it costs elsewhere. */
  readonly isLocal: boolean;
  /** `theirs`: readings come when the far end sends them, and are only waited for. */
  readonly pace?: 'ours' | 'theirs';
  observerCpuS?(): number | null;
  streamBytes?(): number | null;
  /** Waited for before the window begins: the time a connection takes is not the window's. */
  open?(): Promise<void>;
  read(due: Due): Reading | Promise<Reading>;
  close(): void;
}

/** The time and the timers of a window; tests bring their own. */
export interface WindowClock {
  nowS(): number;
  /** Calls back in `delayS` or a little later; returns the way to cancel. */
  after(delayS: number, callback: () => void): () => void;
  /** CPU-seconds this process has used. */
  cpuS(): number;
}

const systemClock: WindowClock = {
  nowS: () => performance.now() / 1e3,
  after(delayS, callback) {
    // Whole milliseconds are all a timer keeps; the nearest one halves the worst error of the next higher one.
    const timer = setTimeout(callback, Math.max(0, Math.round(delayS * 1e3)));
    return () => clearTimeout(timer);
  },
  cpuS() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
};

/** Samples `source` on an absolute schedule until the duration, `stop()`, or the target's end. */
export function runWindow(
  source: ReadingSource,
  target: { pid: number; tree: boolean },
  options: WindowOptions,
  clock: WindowClock = systemClock,
): Watch {
  const window = new Window(source, target, options, clock);
  return { done: window.done, stop: () => window.stop(), latest: () => window.latest };
}

class Window {
  readonly done: Promise<WatchResult>;
  readonly #source: ReadingSource;
  readonly #options: WindowOptions;
  readonly #clock: WindowClock;
  readonly #schedule: TickSchedule;
  readonly #builder: SampleBuilder;
  readonly #recorder: WindowRecorder;
  #startS = 0;
  #startCpuS = 0;
  #observerCpuS = 0;
  #cancelTimer: () => void = () => undefined;
  #ended = false;
  #resolve: (result: WatchResult) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(
    source: ReadingSource,
    target: { pid: number; tree: boolean },
    options: WindowOptions,
    clock: WindowClock,
  ) {
    this.#source = source;
    this.#options = options;
    this.#clock = clock;
    this.#schedule = new TickSchedule(options);
    this.#builder = new SampleBuilder(target);
    this.#recorder = new WindowRecorder({ keepSamples: options.keepSamples ?? true });
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#cancelTimer = clock.after(0, () => void this.#begin());
  }

  get latest(): ReturnType<Watch['latest']> {
    return this.#recorder.latest;
  }

  stop(): void {
    if (!this.#ended) this.#end('stopped', 'stopped by the caller');
  }

  async #begin(): Promise<void> {
    try {
      const opening = this.#source.open?.();
      if (opening !== undefined) await opening;
    } catch (error) {
      if (!this.#ended) this.#fail(error);
      return;
    }
    if (this.#ended) return;
    this.#startS = this.#clock.nowS();
    this.#startCpuS = this.#clock.cpuS();
    await this.#tick(0);
  }

  async #tick(k: number): Promise<void> {
    try {
      const cpuS = this.#clock.cpuS();
      const pending = this.#source.read(this.#schedule.due(k));
      const reading = pending instanceof Promise ? await pending : pending;
      if (this.#ended) return;
      const sample = this.#builder.build(reading);
      this.#recorder.add(sample);
      if (isStopped(reading)) this.#recorder.addStopped();
      if (this.#source.isLocal) this.#observerCpuS += this.#clock.cpuS() - cpuS;
      this.#options.onSample?.(sample);
    } catch (error) {
      if (!this.#ended) this.#fail(error);
      return;
    }
    if (!this.#ended) this.#arm(k);
  }

  /** Goes on to the next tick, or ends. */
  #arm(k: number): void {
    if (this.#source.pace === 'theirs') {
      const atS = this.#recorder.latest?.t_s ?? 0;
      const windowS = this.#schedule.lastTick * this.#schedule.intervalS;
      // Half an interval: the far end's clock is coarse and its first sample late.
      if (atS + this.#schedule.intervalS / 2 >= windowS)
        this.#end('duration', 'the window was watched to its end');
      else void this.#tick(k + 1);
      return;
    }
    const elapsedS = this.#clock.nowS() - this.#startS;
    const next = this.#schedule.next(k, elapsedS);
    if (next > this.#schedule.lastTick) {
      this.#end('duration', 'the window was watched to its end');
      return;
    }
    const delayS = next * this.#schedule.intervalS - elapsedS;
    this.#cancelTimer = this.#clock.after(delayS, () => void this.#tick(next));
  }

  #fail(error: unknown): void {
    const reason = isProcError(error) ? END_REASONS[error.code] : undefined;
    // Nothing gathered: the caller asked for something that cannot be watched, and is told so.
    if (reason === undefined || this.#recorder.count === 0) {
      this.#ended = true;
      this.#source.close();
      this.#reject(error);
      return;
    }
    this.#end(reason, (error as ProcError).message);
  }

  #end(reason: EndReason, detail: string): void {
    this.#ended = true;
    this.#cancelTimer();
    this.#source.close();
    const elapsedS = this.#clock.nowS() - this.#startS;
    const expectedTicks =
      reason === 'duration'
        ? this.#schedule.lastTick + 1
        : Math.max(this.#recorder.count, this.#recorder.count === 0 ? 0 : this.#schedule.expected(elapsedS));
    this.#resolve(
      this.#recorder.result({
        reason,
        detail,
        expectedTicks,
        observerCpuS: this.#source.isLocal ? this.#observerCpuS : (this.#source.observerCpuS?.() ?? null),
        streamBytes: this.#source.streamBytes?.() ?? null,
        processCpuS: this.#clock.cpuS() - this.#startCpuS,
        nproc: this.#source.nproc,
        notes: [...this.#source.notes],
        clockGrainS: this.#source.clockGrainS,
      }),
    );
  }
}

/** Whether a signal or a debugger holds the first process: it then costs nothing, and that is not its cost. */
function isStopped(reading: Reading): boolean {
  const state = reading.processes[0]?.stat.state;
  return state === 'T' || state === 't';
}

/** How an error of the source ends a window that has begun. */
const END_REASONS: Partial<Record<ProcError['code'], EndReason>> = {
  MEDKIT_PROC_GONE: 'target-exited',
  MEDKIT_PROC_ZOMBIE: 'target-exited',
  MEDKIT_PROC_RESTARTED: 'target-restarted',
  MEDKIT_PROC_STREAM: 'stream-lost',
  MEDKIT_PROC_PARSE: 'unreadable',
  MEDKIT_PROC_DENIED: 'unreadable',
};
