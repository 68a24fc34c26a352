/** Bytes of output kept for an instance unless the caller says otherwise. */
export const DEFAULT_LOG_BYTES: number = 256 * 1024;

/**
 * The end of an endless text, in a fixed amount of memory: bytes are copied into a ring and lines are
 * only looked for when somebody asks. A target may print gigabytes; this stays the size it was made.
 */
export class LogRing {
  readonly #ring: Buffer;
  #total = 0;

  constructor(capacityBytes: number = DEFAULT_LOG_BYTES) {
    this.#ring = Buffer.alloc(capacityBytes);
  }

  /** Bytes seen so far, kept or not. */
  get totalBytes(): number {
    return this.#total;
  }

  push(chunk: Uint8Array): void {
    const size = this.#ring.length;
    // Only the last `size` bytes of a chunk can survive it.
    const tail = chunk.length > size ? chunk.subarray(chunk.length - size) : chunk;
    const at = (this.#total + (chunk.length - tail.length)) % size;
    const first = Math.min(tail.length, size - at);
    this.#ring.set(tail.subarray(0, first), at);
    this.#ring.set(tail.subarray(first), 0);
    this.#total += chunk.length;
  }

  /** What is kept, oldest byte first. */
  bytes(): Buffer {
    const size = this.#ring.length;
    if (this.#total <= size) return Buffer.from(this.#ring.subarray(0, this.#total));
    const at = this.#total % size;
    return Buffer.concat([this.#ring.subarray(at), this.#ring.subarray(0, at)]);
  }

  /** The last `count` lines, oldest first; a line whose beginning was dropped is left out. */
  lines(count: number): string[] {
    let text = this.bytes().toString('utf8');
    if (this.#total > this.#ring.length) {
      const cut = text.indexOf('\n');
      // One line longer than the ring: its end is better than nothing.
      if (cut >= 0 && cut < text.length - 1) text = text.slice(cut + 1);
    }
    const lines = text.split(/\r?\n/);
    if (lines.at(-1) === '') lines.pop();
    return count <= 0 ? [] : lines.slice(-count);
  }
}
