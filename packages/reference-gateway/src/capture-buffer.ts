/** An array buffer of its own mapping: shrinking it gives its pages back at once, without the collector. */
type Resizable = ArrayBuffer & { resize(bytes: number): void };
const ResizableBuffer = ArrayBuffer as unknown as new (
  bytes: number,
  options: { maxByteLength: number },
) => Resizable;

/** Anonymous memory of a known size that is really gone after `release`. */
export class CaptureBuffer {
  readonly #buffer: Resizable;

  /** @param bytes every page of it is written, so that it is resident */
  constructor(bytes: number) {
    this.#buffer = new ResizableBuffer(0, { maxByteLength: bytes });
    this.#buffer.resize(bytes);
    new Uint8Array(this.#buffer).fill(0xa5);
  }

  get bytes(): number {
    return this.#buffer.byteLength;
  }

  /** Keeps the first `bytes` and gives the rest back. */
  release(bytes: number = 0): void {
    this.#buffer.resize(Math.min(bytes, this.bytes));
  }
}
