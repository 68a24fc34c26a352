import { closeSync, fstatSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { BenchError, messageOf } from '../errors.js';
import { makeFolder } from './make-folder.js';
import { linesOf } from './ndjson-lines.js';

/** What came in is written once this much of it or of time has passed since the last write. */
const WRITE_BYTES = 64 * 1024;
const WRITE_AFTER_MS = 500;

/** A disk may be full for a while; this much is kept meanwhile. */
const MOST_WAITING_BYTES = 64 * 2 ** 20;

/**
 * A file that grows by whole lines and can be read meanwhile. It is made with the first line. What cannot be written
 * yet waits; only {@link flush} insists. It can be read back even where somebody has removed it.
 */
export class GrowingFile {
  readonly file: string;
  #handle: number | null = null;
  #bytes = 0;
  #lines: string[] = [];
  #linesLength = 0;
  #waiting: Buffer = Buffer.alloc(0);
  #writtenMs = -Infinity;

  constructor(file: string) {
    this.file = file;
  }

  append(line: string): void {
    this.#lines.push(line, '\n');
    this.#linesLength += line.length + 1;
    if (this.#linesLength < WRITE_BYTES && performance.now() - this.#writtenMs < WRITE_AFTER_MS) return;
    try {
      this.#write();
    } catch (error) {
      if (this.#waiting.length > MOST_WAITING_BYTES) throw this.#failure(error);
    }
  }

  /** @throws BenchError (exit 2) when not everything is in the file */
  flush(): void {
    try {
      this.#write();
    } catch (error) {
      throw this.#failure(error);
    }
  }

  /** Everything that was appended, line by line. */
  *lines(): Generator<string> {
    this.flush();
    if (this.#handle !== null) yield* linesOf(this.#handle);
  }

  /** Whether the file still stands where it was made. */
  inPlace(): boolean {
    if (this.#handle === null) return false;
    try {
      const [here, ours] = [statSync(this.file), fstatSync(this.#handle)];
      return here.ino === ours.ino && here.dev === ours.dev;
    } catch {
      return false;
    }
  }

  /** Puts it on the disk for good. */
  sync(): void {
    this.flush();
    if (this.#handle !== null) fsyncSync(this.#handle);
  }

  close(): void {
    if (this.#handle !== null) closeSync(this.#handle);
    this.#handle = null;
  }

  /** Closes and removes it. */
  remove(): void {
    const ours = this.inPlace();
    this.close();
    if (ours) rmSync(this.file, { force: true });
  }

  #write(): void {
    this.#writtenMs = performance.now();
    const bytes = Buffer.concat([this.#waiting, Buffer.from(this.#lines.join(''))]);
    this.#lines = [];
    this.#linesLength = 0;
    let done = 0;
    try {
      this.#handle ??= this.#open();
      while (done < bytes.length) {
        const written = writeSync(this.#handle, bytes, done, bytes.length - done, this.#bytes);
        done += written;
        this.#bytes += written;
      }
    } finally {
      this.#waiting = bytes.subarray(done);
    }
  }

  #open(): number {
    makeFolder(path.dirname(this.file));
    // Not through a link that somebody has put there.
    rmSync(this.file, { force: true });
    return openSync(this.file, 'wx+');
  }

  #failure(error: unknown): BenchError {
    return new BenchError('MEDKIT_WRITE', `${this.file} could not be written: ${messageOf(error)}`, {
      next: 'free some space or choose another folder with --results-dir; finished cells are kept, --resume goes on',
      cause: error,
    });
  }
}
