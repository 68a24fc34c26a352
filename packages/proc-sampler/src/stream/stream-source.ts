import { ProcError } from '../errors.js';
import type { Due, Reading } from '../reading.js';
import type { ReadingSource } from '../run-window.js';
import type { ByteStream } from './byte-stream.js';
import { FrameParser, type Frame, type StreamEvent } from './frame-parser.js';
import { readingOfFrame } from './frame-reading.js';

/** How a stream is read. */
export interface StreamSourceOptions {
  pid: number;
  nonce: string;
  startTicks: number | undefined;
  /** Who keeps the schedule: `ours` asks for every frame through standard input. */
  pace: 'ours' | 'theirs';
  /** Seconds without a frame after which the stream counts as lost. */
  silenceS: number;
}

const WORDS_KEPT = 2000;

/** Exit codes of env, docker and ssh for a program that cannot be run. */
const NO_SHELL: ReadonlySet<number | null> = new Set([126, 127]);
const NO_SHELL_HINT =
  ': there is no POSIX sh; without one only the /proc of its host can be read, as root there';

/** Readings that come through a byte stream, asked for one by one where the stream has a standard input. */
export class StreamSource implements ReadingSource {
  readonly notes: Set<string> = new Set();
  readonly isLocal = false;
  readonly clockGrainS = 0.01;
  readonly pace: 'ours' | 'theirs';
  nproc: number | null = null;
  bytes = 0;
  readonly #stream: ByteStream;
  readonly #options: StreamSourceOptions;
  readonly #parser: FrameParser;
  readonly #frames: Frame[] = [];
  #ready: boolean;
  #wake: () => void = () => undefined;
  #lost: ProcError | null = null;
  /** Its last words: standard error, and standard output up to the first mark (docker puts its own errors there). */
  #words = '';
  #heard = false;
  #startTicks: number | undefined;
  #ownNs: { first: number; last: number } | null = null;

  constructor(stream: ByteStream, options: StreamSourceOptions) {
    this.#stream = stream;
    this.#options = options;
    this.#startTicks = options.startTicks;
    this.pace = options.pace;
    if (this.pace === 'ours' && !stream.stdin) {
      throw new ProcError(
        'MEDKIT_PROC_OPTION',
        'the stream has no standard input: leave the option stdin out',
      );
    }
    this.#ready = this.pace === 'theirs';
    this.#parser = new FrameParser(options.nonce, (event) => this.#take(event));
    this.notes.add(
      'time is the far clock of 10 ms grain: CPU of a single sample is that uncertain, the mean is not',
    );
    this.#listen();
  }

  /** Resolves when the far end can be asked, at once when it need not be. Throws as {@link read}. */
  async ready(): Promise<void> {
    await this.#until(() => this.#ready);
  }

  /** Throws `MEDKIT_PROC_STREAM` with the far end's own words when the stream is lost. */
  async read(due: Due): Promise<Reading> {
    if (this.pace === 'ours') {
      this.#stream.stdin?.write(`${due.memory ? 'm' : ''}${due.host ? 'h' : ''}-\n`);
    }
    await this.#until(() => this.#frames.length > 0);
    const frame = this.#frames.shift() as Frame;
    this.nproc ??= frame.nproc;
    this.#countOwn(frame.ownCpuNs);
    const reading = readingOfFrame(frame, this.#options.pid, (note) => this.notes.add(note));
    this.#checkIdentity(reading);
    if (reading.cgroup !== null)
      this.notes.add('control group figures include the stream itself if it runs in that group');
    return reading;
  }

  /** CPU-seconds the far shell has used between the first frame and the last. */
  observerCpuS(): number | null {
    return this.#ownNs === null ? null : (this.#ownNs.last - this.#ownNs.first) / 1e9;
  }

  close(): void {
    this.#lose('closed here');
    this.#stream.stdin?.end();
    this.#stream.kill();
  }

  #countOwn(ns: number | null): void {
    if (ns !== null) this.#ownNs = { first: this.#ownNs?.first ?? ns, last: ns };
  }

  #checkIdentity({ processes }: Reading): void {
    const found = (processes[0] as Reading['processes'][number]).stat.startTicks;
    this.#startTicks ??= found;
    if (found === this.#startTicks) return;
    throw new ProcError(
      'MEDKIT_PROC_RESTARTED',
      `pid ${this.#options.pid} now belongs to another process: started at tick ${found}, not ${this.#startTicks}`,
    );
  }

  #listen(): void {
    const { stdout, stderr, stdin, done } = this.#stream;
    stdout.on('data', (chunk) => {
      const text = typeof chunk === 'string' ? chunk : chunk.toString('latin1');
      this.bytes += text.length;
      if (!this.#heard) this.#words = (this.#words + text).slice(-WORDS_KEPT);
      try {
        this.#parser.push(text);
      } catch (error) {
        this.#lost ??= error as ProcError;
      }
      this.#wake();
    });
    stderr?.on('data', (chunk) => {
      this.#words = (this.#words + chunk.toString()).slice(-WORDS_KEPT);
    });
    stderr?.on('error', () => undefined);
    stdin?.on('error', () => undefined);
    stdout.on('error', (error) => this.#lose(error.message));
    // The end of the output comes before the exit code and the last words: those are waited for where they exist.
    if (done === undefined) stdout.on('end', () => this.#lose('its output ended'));
    else {
      done.then(
        ({ code }) => this.#lose(`it ended with code ${code}${NO_SHELL.has(code) ? NO_SHELL_HINT : ''}`),
        (error: Error) => this.#lose(error.message),
      );
    }
  }

  #take(event: StreamEvent): void {
    if (!this.#heard) this.#words = '';
    this.#heard = true;
    if (event.kind === 'frame') this.#frames.push(event.frame);
    else if (event.kind === 'ready') this.#ready = true;
    else this.notes.add('the far sleep knows whole seconds only: samples cannot be closer than one second');
  }

  #lose(why: string): void {
    const words = this.#words.trim().split('\n').slice(-3).join(' | ');
    const said = words === '' ? '' : `; it said: ${words}`;
    this.#lost ??= new ProcError('MEDKIT_PROC_STREAM', `the stream from the target is lost: ${why}${said}`);
    this.#wake();
  }

  /** Waits for `met`; a frame that arrived before the loss is still handed out. */
  async #until(met: () => boolean): Promise<void> {
    const timer = setTimeout(
      () => this.#lose(`nothing arrived for ${this.#options.silenceS} s`),
      this.#options.silenceS * 1e3,
    );
    try {
      while (!met()) {
        if (this.#lost !== null) throw this.#lost;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      clearTimeout(timer);
    }
  }
}
