import { randomBytes } from 'node:crypto';
import { ProcError } from './errors.js';
import type { Due, Reading } from './reading.js';
import { runWindow, type ReadingSource } from './run-window.js';
import type { OpenStream } from './stream/byte-stream.js';
import { FRAME_SCRIPT } from './stream/frame-script.js';
import { StreamSource } from './stream/stream-source.js';
import { TickSchedule } from './tick-schedule.js';
import { checkPid } from './watch-process.js';
import type { Watch, WindowOptions } from './watch-types.js';

/** A process at the far end of a stream and how to sample it. */
export interface WatchThroughStreamOptions extends WindowOptions {
  /** Starts `argv` where the process lives, such as `docker exec -i CONTAINER` or `ssh HOST` would. */
  open: OpenStream;
  /** As numbered there: inside a container its first process is usually 1. */
  pid: number;
  startTicks?: number | undefined;
  tree?: boolean | undefined;
  /**
   * Whether the streams of `open` have a standard input. Then each sample is asked for when due, costs no process over
   * there, and the shell ends by itself when the connection breaks; otherwise the far end keeps the schedule, starts
   * one `sleep` per sample, and ends when its output is refused, the target exits or a day has passed.
   */
  stdin?: boolean | undefined;
  /** Seconds without an answer after which the stream counts as lost; default 10, at least five intervals. */
  silenceS?: number | undefined;
}

/** A shell that keeps its own schedule ends after this long at the latest, should nobody be able to end it. */
const LONGEST_S = 86_400;

/** Grain of `/proc/uptime`, the only clock a shell can read without starting a process. */
const GRAIN_S = 0.01;

/**
 * Watches a process through one `sh` at the far end (POSIX, busybox will do), one program for the whole window. Throws
 * `MEDKIT_PROC_OPTION` at once for bad options; `done` rejects when not even the first sample arrived (no shell, no such
 * process, login refused) and resolves with what was gathered whatever happens later.
 */
export function watchThroughStream(options: WatchThroughStreamOptions): Watch {
  checkPid(options.pid);
  if (options.intervalS < GRAIN_S) {
    throw new ProcError('MEDKIT_PROC_OPTION', `intervalS must be at least ${GRAIN_S} through a stream`);
  }
  const source = new LateSource(options);
  return runWindow(source, { pid: options.pid, tree: options.tree ?? false }, options);
}

/** Opens the stream when the window begins, so that a failure to open is a failure of the window. */
class LateSource implements ReadingSource {
  readonly isLocal = false;
  readonly clockGrainS: number = GRAIN_S;
  readonly #options: WatchThroughStreamOptions;
  readonly #nothing: ReadonlySet<string> = new Set();
  #source: StreamSource | null = null;
  #closed = false;

  constructor(options: WatchThroughStreamOptions) {
    this.#options = options;
  }

  get notes(): ReadonlySet<string> {
    return this.#source?.notes ?? this.#nothing;
  }

  get nproc(): number | null {
    return this.#source?.nproc ?? null;
  }

  get pace(): 'ours' | 'theirs' {
    return this.#options.stdin === true ? 'ours' : 'theirs';
  }

  observerCpuS(): number | null {
    return this.#source?.observerCpuS() ?? null;
  }

  streamBytes(): number | null {
    return this.#source?.bytes ?? null;
  }

  async open(): Promise<void> {
    const source = await this.#connect();
    this.#source = source;
    if (this.#closed) source.close();
    await source.ready();
  }

  async read(due: Due): Promise<Reading> {
    return (this.#source as StreamSource).read(due);
  }

  close(): void {
    this.#closed = true;
    this.#source?.close();
  }

  async #connect(): Promise<StreamSource> {
    const { pid, startTicks, silenceS, intervalS } = this.#options;
    const nonce = randomBytes(8).toString('hex');
    const stream = await this.#start(nonce);
    return new StreamSource(stream, {
      pid,
      nonce,
      startTicks,
      pace: this.pace,
      silenceS: Math.max(silenceS ?? 10, 5 * intervalS),
    });
  }

  async #start(nonce: string): Promise<Awaited<ReturnType<OpenStream>>> {
    const { intervalS, memoryIntervalS = intervalS, durationS = LONGEST_S, pid, tree } = this.#options;
    const every = (seconds: number): string => String(Math.max(1, Math.round(seconds / intervalS)));
    const { lastTick } = new TickSchedule({ intervalS, durationS });
    const step = String(Math.max(1, Math.round(intervalS / GRAIN_S)));
    const clock = this.pace === 'ours' ? 'pull' : 'sleep';
    const own = [
      nonce,
      String(pid),
      clock,
      step,
      String(lastTick),
      every(memoryIntervalS),
      every(1),
      tree ? '1' : '0',
    ];
    try {
      return await this.#options.open(['sh', '-c', FRAME_SCRIPT, 'proc-sampler', ...own]);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new ProcError('MEDKIT_PROC_STREAM', `the stream to the target cannot be opened: ${why}`, {
        cause: error,
      });
    }
  }
}
