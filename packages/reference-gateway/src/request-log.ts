import { appendFileSync, writeFileSync } from 'node:fs';

/** One request as the server saw it; milliseconds of the system's monotonic clock (`process.hrtime`). */
export interface LoggedRequest {
  /** When it came: for the first of a connection when that was accepted, else when it was read. */
  arrivedMs: number;
  /** Read from its connection and taken up by a worker. */
  startMs: number;
  /** When the answer was meant to go out. */
  intendedMs: number;
  /** When it went out. */
  endMs: number;
  /** How long the connection had waited for a worker; counts for its first request only. */
  queuedMs: number;
  status: number;
}

const FIELDS = 6;
const ROWS = 100_000;

/**
 * The server's own truth about latency, kept in one block reserved at the start, so that keeping it costs neither memory
 * nor time while requests are served. Written as CSV at the end, or in between when the block is full.
 */
export class RequestLog {
  readonly #file: string;
  readonly #rows = new Float64Array(ROWS * FIELDS);
  #count = 0;

  /** @param beganMs what periods of stalls are counted from; stands in the file's first line */
  constructor(file: string, beganMs: number) {
    this.#file = file;
    writeFileSync(file, `# stalls are counted from ${beganMs.toFixed(3)} ms\n`);
    appendFileSync(file, 'start_ms,intended_ms,end_ms,queued_ms,status,arrived_ms\n');
  }

  add({ startMs, intendedMs, endMs, queuedMs, status, arrivedMs }: LoggedRequest): void {
    this.#rows.set([startMs, intendedMs, endMs, queuedMs, status, arrivedMs], this.#count * FIELDS);
    this.#count += 1;
    if (this.#count === ROWS) this.flush();
  }

  flush(): void {
    const lines: string[] = [];
    for (let row = 0; row < this.#count; row += 1) {
      const fields = this.#rows.subarray(row * FIELDS, (row + 1) * FIELDS);
      lines.push(Array.from(fields, (value) => Math.round(value * 1000) / 1000).join(','));
    }
    if (lines.length > 0) appendFileSync(this.#file, `${lines.join('\n')}\n`);
    this.#count = 0;
  }
}
