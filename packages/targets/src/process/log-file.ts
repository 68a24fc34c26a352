import { closeSync, openSync, writeSync } from 'node:fs';
import { messageOf, TargetError } from '../errors.js';
import type { LogRing } from './log-ring.js';

/** Bytes of a log file's beginning that are kept; the ring's worth of its end is added at the close. */
export const LOG_FILE_HEAD_BYTES: number = 16 * 1024 * 1024;

/** The beginning and the end of an instance's output on disk; a file that cannot grow without bound. */
export class LogFile {
  readonly #fd: number;
  readonly #ring: LogRing;
  #written = 0;
  #closed = false;

  /** @throws TargetError `MEDKIT_TARGET_FILE` when the file cannot be made. */
  constructor(path: string, ring: LogRing) {
    try {
      this.#fd = openSync(path, 'w');
    } catch (error) {
      throw new TargetError('MEDKIT_TARGET_FILE', `cannot write the log ${path}: ${messageOf(error)}`, {
        cause: error,
      });
    }
    this.#ring = ring;
  }

  push(chunk: Uint8Array): void {
    const room = LOG_FILE_HEAD_BYTES - this.#written;
    if (room > 0 && !this.#closed) this.#write(chunk.subarray(0, room));
  }

  close(): void {
    if (this.#closed) return;
    const unwritten = this.#ring.totalBytes - this.#written;
    const tail = this.#ring.bytes();
    if (unwritten > tail.length) {
      this.#write(Buffer.from(`\n[... ${unwritten - tail.length} bytes left out ...]\n`));
    }
    if (unwritten > 0) this.#write(tail.subarray(Math.max(0, tail.length - unwritten)));
    this.#closed = true;
    closeSync(this.#fd);
  }

  // A full disk must not end a measurement: the ring still has the end of the log.
  #write(bytes: Uint8Array): void {
    try {
      writeSync(this.#fd, bytes);
    } catch {
      // Counted as written all the same, so that the head stays a prefix.
    }
    this.#written += bytes.length;
  }
}
