import { Llhttp } from './llhttp.js';
import type { ResponseEvents } from './llhttp.js';

/** A head that is longer is no answer to wait for. */
const MAX_HEAD_BYTES = 64 * 1024;
const HINT = 'keep-alive';
/** Its first letter, in bytes. */
const K: readonly number[] = [0x4b, 0x6b];
/** Hints are short: further pieces of a longer value are not kept. */
const MAX_HINT_LENGTH = 64;

let shared: Llhttp | null = null;

/**
 * Reads the answers that come on one connection, one at a time: counts body bytes instead of keeping them, and keeps of the
 * headers only how long the server will hold the connection open.
 */
export class ResponseReader implements ResponseEvents {
  readonly #llhttp: Llhttp = (shared ??= new Llhttp());
  readonly #parser: number = this.#llhttp.open();
  #headBytes = 0;
  #headDone = false;
  #inName = false;
  #mayBeHint = false;
  #name = '';
  #isHint = false;
  #hint = '';
  /** null until a status line has come; a provisional one (1xx) does not count. */
  status: number | null = null;
  bodyBytes = 0;
  complete = false;
  /** Bytes came after the end of the answer. */
  overrun = false;
  /** Whether the server leaves the connection open after this answer. */
  keepAlive = false;
  /** Seconds of the server's `Keep-Alive: timeout=`; null when it gives none. */
  keepAliveS: number | null = null;

  /** Forgets the last answer. */
  begin(): void {
    this.#headBytes = 0;
    this.#headDone = false;
    this.status = null;
    this.bodyBytes = 0;
    this.complete = false;
    this.overrun = false;
    this.keepAlive = false;
    this.keepAliveS = null;
    this.#hint = '';
  }

  /** Takes the first `length` bytes in; false when they are not HTTP. */
  read(chunk: Uint8Array, length: number): boolean {
    const sound = this.#llhttp.execute(this.#parser, chunk, length, this);
    if (!this.#headDone) this.#headBytes += length;
    return sound && this.#headBytes <= MAX_HEAD_BYTES;
  }

  /** The server has closed: true when that is how this answer ends. */
  finish(): boolean {
    if (this.complete) return false;
    return this.#llhttp.finish(this.#parser, this) && this.complete;
  }

  free(): void {
    this.#llhttp.free(this.#parser);
  }

  onMessageBegin(): void {
    if (this.complete) this.overrun = true;
  }

  onHeaderField(at: number, length: number): void {
    if (!this.#inName) {
      this.#inName = true;
      this.#name = '';
      // Text is made only of what may become the one name that is looked for.
      this.#mayBeHint = K.includes(this.#llhttp.byte(at));
    }
    if (this.#mayBeHint && this.#name.length <= HINT.length) this.#name += this.#llhttp.text(at, length);
  }

  onHeaderValue(at: number, length: number): void {
    if (this.#inName) {
      this.#inName = false;
      this.#isHint = this.#mayBeHint && this.#name.toLowerCase() === HINT;
    }
    if (this.#isHint && this.#hint.length <= MAX_HINT_LENGTH) this.#hint += this.#llhttp.text(at, length);
  }

  onHeadersComplete(status: number, keepAlive: boolean): void {
    if (status < 200) return;
    this.#headDone = true;
    this.status = status;
    this.keepAlive = keepAlive;
    const seconds = this.#hint === '' ? undefined : /timeout=\s*(\d{1,9})/i.exec(this.#hint)?.[1];
    this.keepAliveS = seconds === undefined ? null : Number(seconds);
  }

  onBody(length: number): void {
    this.bodyBytes += length;
  }

  onMessageComplete(): void {
    if (this.status !== null) this.complete = true;
  }
}
