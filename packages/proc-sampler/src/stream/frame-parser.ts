import { ProcError } from '../errors.js';

/** Files of one process in a frame; a file that could not be read is listed with the reason. */
export interface FrameProcess {
  pid: number;
  files: Map<string, string>;
  denied: Set<string>;
  missing: Set<string>;
}

/** One sample as it came through a stream, texts unparsed. */
export interface Frame {
  uptime: string;
  ownCpuNs: number | null;
  nproc: number | null;
  processes: FrameProcess[];
  /** Files that belong to no process: control group and host. */
  files: Map<string, string>;
}

/** What a stream can say between frames. */
export type StreamEvent = { kind: 'frame'; frame: Frame } | { kind: 'ready' } | { kind: 'coarse' };

/** Files of the process part of a frame; all others are shared. */
const PROCESS_FILES = new Set(['stat', 'status', 'threads', 'io', 'smaps_rollup', 'smaps', 'fds']);

/** A frame may hold the whole smaps of a large process; anything longer is not ours. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Cuts a byte stream into frames. Text before the first marker (a login banner) is passed over. */
export class FrameParser {
  readonly #marker: string;
  readonly #emit: (event: StreamEvent) => void;
  /** Pieces of a line whose end has not come, and their length: put together once, however many there are. */
  #pieces: string[] = [];
  #pending = 0;
  #frame: Frame | null = null;
  #file: { into: Map<string, string>; name: string } | null = null;

  constructor(nonce: string, emit: (event: StreamEvent) => void) {
    this.#marker = `=${nonce} `;
    this.#emit = emit;
  }

  /** Takes latin1 text. Throws `MEDKIT_PROC_STREAM` when what arrives cannot be a frame of ours. */
  push(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#pieces.push(text.slice(start, end));
      const line = this.#pieces.join('');
      this.#pieces = [];
      this.#pending = 0;
      this.#line(line);
      start = end + 1;
    }
    this.#pieces.push(text.slice(start));
    this.#pending += text.length - start;
    if (this.#pending > MOST_BYTES) throw broken('a line without end');
  }

  #line(line: string): void {
    if (!line.startsWith(this.#marker)) {
      if (this.#file === null) return;
      const { into, name } = this.#file;
      const grown = (into.get(name) ?? '') + line + '\n';
      if (grown.length > MOST_BYTES) throw broken(`a file ${name} without end`);
      into.set(name, grown);
      return;
    }
    const [word = '', ...rest] = line.slice(this.#marker.length).split(' ');
    this.#file = null;
    this.#mark(word, rest);
  }

  #mark(word: string, rest: string[]): void {
    if (word === 'ready' || word === 'coarse') return this.#emit({ kind: word });
    if (word === 'begin') {
      if (rest[0] !== '1') throw broken(`frame version ${rest[0]}, this side knows 1`);
      this.#frame = { uptime: rest[1] ?? '', ownCpuNs: null, nproc: null, processes: [], files: new Map() };
      return;
    }
    const frame = this.#frame;
    // The middle of a frame whose beginning we never saw.
    if (frame === null) return;
    const argument = rest.join(' ');
    if (word === 'end') {
      this.#frame = null;
      this.#emit({ kind: 'frame', frame });
    } else if (word === 'own') frame.ownCpuNs = wholeNumber(argument);
    else if (word === 'nproc') frame.nproc = wholeNumber(argument);
    else if (word === 'process') {
      const pid = wholeNumber(argument);
      if (pid === null) throw broken(`the process ${JSON.stringify(argument)}`);
      frame.processes.push({ pid, files: new Map(), denied: new Set(), missing: new Set() });
    } else this.#markFile(frame, word, argument);
  }

  #markFile(frame: Frame, word: string, name: string): void {
    const process = PROCESS_FILES.has(name) ? frame.processes.at(-1) : undefined;
    if (word === 'file') {
      const into = process?.files ?? frame.files;
      into.set(name, '');
      this.#file = { into, name };
    } else if (word === 'denied') process?.denied.add(name);
    else if (word === 'missing') process?.missing.add(name);
    else throw broken(`the mark ${JSON.stringify(word)}`);
  }
}

function wholeNumber(text: string): number | null {
  return /^\d+$/.test(text) ? Number(text) : null;
}

function broken(what: string): ProcError {
  return new ProcError('MEDKIT_PROC_STREAM', `the stream brought ${what}: it does not come from our script`);
}
