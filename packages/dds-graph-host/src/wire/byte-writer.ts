/**
 * A little-endian cursor over a buffer it owns and may grow.
 * Alignment is counted from `origin`, because CDR aligns to the start of a payload, not of the datagram.
 */
export class ByteWriter {
  buffer: Buffer;
  length = 0;
  private origin = 0;

  constructor(capacity = 2048) {
    this.buffer = Buffer.allocUnsafeSlow(capacity);
  }

  reset(): this {
    this.length = 0;
    this.origin = 0;
    return this;
  }

  /** Makes the present position the zero of later alignment. */
  markOrigin(): void {
    this.origin = this.length;
  }

  /** The written bytes, sharing memory with the writer. */
  view(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  reserve(bytes: number): void {
    const needed = this.length + bytes;
    if (needed <= this.buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2));
    this.buffer.copy(grown, 0, 0, this.length);
    this.buffer = grown;
  }

  u8(value: number): void {
    this.reserve(1);
    this.buffer[this.length++] = value;
  }

  u16(value: number): void {
    this.reserve(2);
    this.length = this.buffer.writeUInt16LE(value & 0xffff, this.length);
  }

  u32(value: number): void {
    this.reserve(4);
    this.length = this.buffer.writeUInt32LE(value >>> 0, this.length);
  }

  i32(value: number): void {
    this.u32(value);
  }

  /** Entity ids travel most significant byte first, whatever the endianness of the rest. */
  u32be(value: number): void {
    this.reserve(4);
    this.length = this.buffer.writeUInt32BE(value >>> 0, this.length);
  }

  i64(value: bigint): void {
    this.reserve(8);
    this.length = this.buffer.writeBigInt64LE(BigInt.asIntN(64, value), this.length);
  }

  f32(value: number): void {
    this.reserve(4);
    this.length = this.buffer.writeFloatLE(value, this.length);
  }

  f64(value: number): void {
    this.reserve(8);
    this.length = this.buffer.writeDoubleLE(value, this.length);
  }

  bytes(source: Uint8Array): void {
    this.reserve(source.length);
    this.buffer.set(source, this.length);
    this.length += source.length;
  }

  zeros(count: number): void {
    this.reserve(count);
    this.buffer.fill(0, this.length, this.length + count);
    this.length += count;
  }

  align(size: number): void {
    const over = (this.length - this.origin) % size;
    if (over !== 0) this.zeros(size - over);
  }

  /** A CDR string: u32 length that counts the closing NUL, the bytes, the NUL. Aligns to 4 first. */
  string(text: string): void {
    this.align(4);
    this.reserve(5 + text.length * 3);
    const start = this.length + 4;
    const size = this.buffer.write(text, start, 'utf8');
    this.buffer.writeUInt32LE(size + 1, this.length);
    this.buffer[start + size] = 0;
    this.length = start + size + 1;
  }
}
