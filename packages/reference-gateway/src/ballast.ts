/** A page of memory; every one is written, so that it is resident and private. */
const PAGE = 4096;
/** Blocks are mapped by themselves above malloc's threshold, so freeing one gives its pages back. */
const BLOCK = 1024 * 1024;

/** Anonymous memory of a known size. */
export class Ballast {
  readonly #blocks: Buffer[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  /** Grows or shrinks to a size; pages already held stay where they are. */
  resize(bytes: number): void {
    const wanted = Math.max(0, Math.round(bytes));
    while (this.#bytes > wanted && this.#blocks.length > 0) this.#bytes -= this.#blocks.pop()?.length ?? 0;
    while (this.#bytes < wanted) {
      const block = Buffer.allocUnsafeSlow(Math.min(BLOCK, wanted - this.#bytes));
      for (let at = 0; at < block.length; at += PAGE) block[at] = 0xa5;
      this.#blocks.push(block);
      this.#bytes += block.length;
    }
  }
}
