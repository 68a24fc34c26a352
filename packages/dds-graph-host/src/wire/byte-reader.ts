/**
 * A bounds-checked cursor over somebody else's bytes. It never throws: a read past the end returns 0
 * (or an empty value) and sets `failed` for good, so that a caller checks once at the end.
 */
export class ByteReader {
  failed = false;
  private origin: number;

  constructor(
    readonly buffer: Buffer,
    public offset = 0,
    readonly end: number = buffer.length,
    readonly littleEndian = true,
  ) {
    this.origin = offset;
    if (offset < 0 || end > buffer.length || offset > end) {
      this.failed = true;
      this.offset = 0;
      this.end = 0;
      this.origin = 0;
    }
  }

  get remaining(): number {
    return this.end - this.offset;
  }

  markOrigin(): void {
    this.origin = this.offset;
  }

  /** Reserves `count` bytes and returns where they start, or -1. */
  private take(count: number): number {
    if (this.failed || count < 0 || count > this.end - this.offset) {
      this.failed = true;
      return -1;
    }
    const at = this.offset;
    this.offset += count;
    return at;
  }

  u8(): number {
    const at = this.take(1);
    return at < 0 ? 0 : (this.buffer[at] ?? 0);
  }

  u16(): number {
    const at = this.take(2);
    if (at < 0) return 0;
    return this.littleEndian ? this.buffer.readUInt16LE(at) : this.buffer.readUInt16BE(at);
  }

  u32(): number {
    const at = this.take(4);
    if (at < 0) return 0;
    return this.littleEndian ? this.buffer.readUInt32LE(at) : this.buffer.readUInt32BE(at);
  }

  i32(): number {
    return this.u32() | 0;
  }

  u32be(): number {
    const at = this.take(4);
    return at < 0 ? 0 : this.buffer.readUInt32BE(at);
  }

  i64(): bigint {
    const at = this.take(8);
    if (at < 0) return 0n;
    return this.littleEndian ? this.buffer.readBigInt64LE(at) : this.buffer.readBigInt64BE(at);
  }

  f64(): number {
    const at = this.take(8);
    if (at < 0) return 0;
    return this.littleEndian ? this.buffer.readDoubleLE(at) : this.buffer.readDoubleBE(at);
  }

  /** A view of the next bytes; empty when there are not so many. */
  bytes(count: number): Buffer {
    const at = this.take(count);
    return at < 0 ? this.buffer.subarray(0, 0) : this.buffer.subarray(at, at + count);
  }

  skip(count: number): void {
    this.take(count);
  }

  align(size: number): void {
    const over = (this.offset - this.origin) % size;
    if (over !== 0) this.take(size - over);
  }

  /** A CDR string without its NUL; a length beyond the buffer fails instead of allocating. */
  string(): string {
    this.align(4);
    const size = this.u32();
    if (size === 0) return '';
    const at = this.take(size);
    if (at < 0) return '';
    const last = this.buffer[at + size - 1] === 0 ? size - 1 : size;
    return this.buffer.toString('utf8', at, at + last);
  }

  /** A sequence length, refused when even one byte an element would pass the end. */
  count(minimumElementBytes = 1): number {
    this.align(4);
    const size = this.u32();
    if (size * minimumElementBytes > this.remaining) {
      this.failed = true;
      return 0;
    }
    return size;
  }
}
