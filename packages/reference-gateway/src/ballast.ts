/** A page of memory; every one is written, so that it is resident and private. */
const PAGE = 4096;
/** Blocks are mapped by themselves above malloc's threshold, so freeing one gives its pages back. */
const BLOCK = 1024 * 1024;

/**
 * Anonymous memory of a known size. Always whole blocks, whose pages are written one after the other: a small piece
 * by itself would come out of memory that the allocator holds already, and a slow leak would cost nothing for minutes.
 */
export class Ballast {
  readonly #blocks: Buffer[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  /** Grows or shrinks to a size; pages already held stay where they are. */
  resize(bytes: number): void {
    const wanted = Math.max(0, Math.round(bytes));
    if (wanted < this.#bytes) {
      this.#blocks.length = Math.floor(wanted / BLOCK);
      this.#bytes = this.#blocks.length * BLOCK;
    }
    while (this.#bytes < wanted) {
      const at = this.#bytes % BLOCK;
      if (at === 0) this.#blocks.push(Buffer.allocUnsafeSlow(BLOCK));
      const end = Math.min(BLOCK, at + wanted - this.#bytes);
      const block = this.#blocks[this.#blocks.length - 1]!;
      for (let page = Math.ceil(at / PAGE) * PAGE; page < end; page += PAGE) block[page] = 0xa5;
      this.#bytes += end - at;
    }
  }
}
