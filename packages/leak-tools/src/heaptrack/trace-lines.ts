import { LeakToolsError } from '../errors.js';

/** What a trace is made of, in the order of the file. */
export interface TraceHandler {
  /** Whether strings carry their length; decided by the version line. */
  readonly sizedStrings: boolean;
  allocation(info: number): void;
  deallocation(info: number): void;
  text(value: string): void;
  /** Every other line: its first letter and what follows. */
  line(mode: string, rest: string): void;
}

const NEWLINE = 10;
const SPACE = 32;
const PLUS = 43;
const MINUS = 45;
const LETTER_S = 115;
const LONGEST_LINE = 16 * 1024 * 1024;

/**
 * Cuts a trace into lines as it arrives. Nearly all lines are `+ N` and `- N`: those are read from the bytes without
 * making a string. A string of format 3 carries its length and may hold line breaks.
 */
export class TraceLines {
  /** Bytes of whole lines read so far. */
  bytes = 0;
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly handler: TraceHandler) {}

  /** True when the last line had not ended. */
  get cutOff(): boolean {
    return this.rest.length > 0;
  }

  push(chunk: Uint8Array): void {
    const view = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const data = this.rest.length === 0 ? view : Buffer.concat([this.rest, view]);
    let at = 0;
    for (;;) {
      const next = this.readLine(data, at);
      if (next < 0) break;
      at = next;
    }
    this.bytes += at;
    if (data.length - at > LONGEST_LINE) {
      throw new LeakToolsError(
        'MEDKIT_LEAK_FORMAT',
        `no heaptrack trace: a line of more than ${LONGEST_LINE} bytes after byte ${this.bytes}. Give the file that heaptrack wrote.`,
      );
    }
    // A copy: the chunk belongs to the stream, which may reuse it.
    this.rest = Buffer.from(data.subarray(at));
  }

  /** Reads the line at `at` and returns where the next one starts; -1 when it is not complete yet. */
  private readLine(data: Buffer, at: number): number {
    const mode = data[at];
    if (mode === undefined) return -1;
    if ((mode === PLUS || mode === MINUS) && data[at + 1] === SPACE) {
      const end = this.readEvent(data, at, mode);
      if (end !== 0) return end;
    }
    if (mode === LETTER_S && this.handler.sizedStrings) return this.readSizedString(data, at);
    const end = data.indexOf(NEWLINE, at);
    if (end < 0) return -1;
    if (mode === LETTER_S && data[at + 1] === SPACE) this.handler.text(data.toString('utf8', at + 2, end));
    else if (end > at) this.handler.line(String.fromCharCode(mode), data.toString('utf8', at + 2, end));
    return end + 1;
  }

  /** As `readLine`; 0 when this is no plain event line. */
  private readEvent(data: Buffer, at: number, mode: number): number {
    let value = 0;
    for (let i = at + 2; i < data.length; i++) {
      const byte = data[i] as number;
      if (byte === NEWLINE) {
        if (i === at + 2) return 0;
        if (mode === PLUS) this.handler.allocation(value);
        else this.handler.deallocation(value);
        return i + 1;
      }
      const digit = hexDigit(byte);
      if (digit < 0 || i > at + 16) return 0;
      value = value * 16 + digit;
    }
    return -1;
  }

  private readSizedString(data: Buffer, at: number): number {
    let i = at + 2;
    let length = 0;
    for (; i < data.length && data[i] !== SPACE; i++) {
      const digit = hexDigit(data[i] as number);
      if (digit < 0 || length > LONGEST_LINE) {
        throw new LeakToolsError(
          'MEDKIT_LEAK_FORMAT',
          `the heaptrack trace is damaged: a string without a length after byte ${this.bytes + at}. Record again.`,
        );
      }
      length = length * 16 + digit;
    }
    const end = i + 1 + length;
    if (end >= data.length) return -1;
    if (data[end] !== NEWLINE) {
      throw new LeakToolsError(
        'MEDKIT_LEAK_FORMAT',
        `the heaptrack trace is damaged: a string of ${length} bytes after byte ${this.bytes + at} does not end where it should. Record again.`,
      );
    }
    this.handler.text(data.toString('utf8', i + 1, end));
    return end + 1;
  }
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  if (byte >= 97 && byte <= 102) return byte - 87;
  return byte >= 65 && byte <= 70 ? byte - 55 : -1;
}
