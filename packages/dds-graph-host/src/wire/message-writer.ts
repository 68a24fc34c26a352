import { ByteWriter } from './byte-writer.js';
import { OWN_VENDOR_ID, PROTOCOL_VERSION, SUBMESSAGE } from './constants.js';
import type { PrefixKey } from './guid.js';

const LITTLE = 0x01;
const FLAG_FINAL = 0x02;
const FLAG_INLINE_QOS = 0x02;
const FLAG_DATA = 0x04;
const FLAG_KEY = 0x08;
/** From octetsToInlineQos to the inline QoS itself (8.3.7.2): reader, writer and sequence number. */
const DATA_OCTETS_TO_INLINE_QOS = 16;
const DATA_FRAG_OCTETS_TO_INLINE_QOS = 28;

/** Where a fragment stands in its sample; numbers count from 1. */
export interface FragmentPlace {
  readonly number: number;
  readonly fragmentBytes: number;
  readonly sampleBytes: number;
}

/**
 * Builds one RTPS message in a buffer of its own. Sequence numbers are plain numbers (exact to 2^53):
 * a graph host never comes near that.
 */
export class MessageWriter {
  readonly out: ByteWriter;
  private submessageAt = 0;

  constructor(capacity = 16384) {
    this.out = new ByteWriter(capacity);
  }

  get length(): number {
    return this.out.length;
  }

  begin(prefix: PrefixKey): this {
    const out = this.out.reset();
    out.reserve(20);
    out.buffer.write('RTPS', 0, 'latin1');
    out.length = 4;
    out.u8(PROTOCOL_VERSION[0]);
    out.u8(PROTOCOL_VERSION[1]);
    out.u8(OWN_VENDOR_ID >> 8);
    out.u8(OWN_VENDOR_ID & 0xff);
    this.prefix(prefix);
    return this;
  }

  prefix(prefix: PrefixKey): void {
    const out = this.out;
    out.reserve(12);
    out.buffer.write(prefix, out.length, 12, 'latin1');
    out.length += 12;
  }

  guid(prefix: PrefixKey, entityId: number): void {
    this.prefix(prefix);
    this.out.u32be(entityId);
  }

  private open(kind: number, flags: number): void {
    this.submessageAt = this.out.length;
    this.out.u8(kind);
    this.out.u8(flags | LITTLE);
    this.out.u16(0);
  }

  /** Closes the submessage in progress; each starts on a multiple of 4 (9.4.1). */
  close(): void {
    const out = this.out;
    const over = out.length % 4;
    if (over !== 0) out.zeros(4 - over);
    const size = out.length - this.submessageAt - 4;
    // 0 means "to the end of the message", which is how a submessage above 64 KiB is said.
    out.buffer.writeUInt16LE(size > 0xffff ? 0 : size, this.submessageAt + 2);
  }

  sequenceNumber(value: number): void {
    this.out.i32(Math.floor(value / 4294967296));
    this.out.u32(value % 4294967296);
  }

  infoDst(prefix: PrefixKey): void {
    this.open(SUBMESSAGE.infoDst, 0);
    this.prefix(prefix);
    this.close();
  }

  infoTs(unixMs: number): void {
    this.open(SUBMESSAGE.infoTs, 0);
    const seconds = Math.floor(unixMs / 1000);
    this.out.u32(seconds);
    this.out.u32(Math.floor(((unixMs - seconds * 1000) / 1000) * 4294967296));
    this.close();
  }

  heartbeat(
    readerId: number,
    writerId: number,
    first: number,
    last: number,
    count: number,
    final: boolean,
  ): void {
    this.open(SUBMESSAGE.heartbeat, final ? FLAG_FINAL : 0);
    this.out.u32be(readerId);
    this.out.u32be(writerId);
    this.sequenceNumber(first);
    this.sequenceNumber(last);
    this.out.u32(count);
    this.close();
  }

  /** `missing` holds sequence numbers at or above `base`, ascending; those past the bitmap's reach are left out. */
  acknack(
    readerId: number,
    writerId: number,
    base: number,
    missing: readonly number[],
    count: number,
    final: boolean,
  ): void {
    this.open(SUBMESSAGE.acknack, final ? FLAG_FINAL : 0);
    this.out.u32be(readerId);
    this.out.u32be(writerId);
    this.numberSet(base, missing);
    this.out.u32(count);
    this.close();
  }

  private numberSet(base: number, members: readonly number[]): void {
    let bits = 0;
    const words = new Uint32Array(8);
    for (const member of members) {
      const bit = member - base;
      if (bit < 0 || bit >= 256) continue;
      words[bit >> 5] = ((words[bit >> 5] ?? 0) | (0x80000000 >>> (bit & 31))) >>> 0;
      bits = bit + 1;
    }
    this.sequenceNumber(base);
    this.out.u32(bits);
    for (let i = 0; i < (bits + 31) >> 5; i++) this.out.u32(words[i] ?? 0);
  }

  /** Says that the samples `from`..`to` (inclusive) are irrelevant and will never come. */
  gap(readerId: number, writerId: number, from: number, to: number): void {
    this.open(SUBMESSAGE.gap, 0);
    this.out.u32be(readerId);
    this.out.u32be(writerId);
    this.sequenceNumber(from);
    this.sequenceNumber(to + 1);
    this.out.u32(0);
    this.close();
  }

  nackFrag(
    readerId: number,
    writerId: number,
    sequence: number,
    missing: readonly number[],
    count: number,
  ): void {
    this.open(SUBMESSAGE.nackFrag, 0);
    this.out.u32be(readerId);
    this.out.u32be(writerId);
    this.sequenceNumber(sequence);
    const base = missing[0] ?? 1;
    const words = new Uint32Array(8);
    let bits = 0;
    for (const member of missing) {
      const bit = member - base;
      if (bit < 0 || bit >= 256) continue;
      words[bit >> 5] = ((words[bit >> 5] ?? 0) | (0x80000000 >>> (bit & 31))) >>> 0;
      bits = bit + 1;
    }
    this.out.u32(base);
    this.out.u32(bits);
    for (let i = 0; i < (bits + 31) >> 5; i++) this.out.u32(words[i] ?? 0);
    this.out.u32(count);
    this.close();
  }

  /** Opens a DATA submessage; write inline QoS first when asked for, then the payload, then `close()`. */
  openData(
    readerId: number,
    writerId: number,
    sequence: number,
    content: 'data' | 'key',
    inlineQos = false,
  ): void {
    this.open(
      SUBMESSAGE.data,
      (content === 'data' ? FLAG_DATA : FLAG_KEY) | (inlineQos ? FLAG_INLINE_QOS : 0),
    );
    this.out.u16(0);
    this.out.u16(DATA_OCTETS_TO_INLINE_QOS);
    this.out.u32be(readerId);
    this.out.u32be(writerId);
    this.sequenceNumber(sequence);
  }

  dataFrag(
    readerId: number,
    writerId: number,
    sequence: number,
    place: FragmentPlace,
    bytes: Uint8Array,
  ): void {
    this.open(SUBMESSAGE.dataFrag, 0);
    this.out.u16(0);
    this.out.u16(DATA_FRAG_OCTETS_TO_INLINE_QOS);
    this.out.u32be(readerId);
    this.out.u32be(writerId);
    this.sequenceNumber(sequence);
    this.out.u32(place.number);
    this.out.u16(1);
    this.out.u16(place.fragmentBytes);
    this.out.u32(place.sampleBytes);
    this.out.bytes(bytes);
    this.close();
  }
}
