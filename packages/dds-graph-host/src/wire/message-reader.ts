import { ByteReader } from './byte-reader.js';
import { RTPS_HEADER_BYTES, SUBMESSAGE } from './constants.js';
import { prefixKey, type PrefixKey } from './guid.js';
import { readFragmentSet, readSequenceNumber, readSequenceSet, type NumberSet } from './sequence-set.js';

/** Who speaks and to whom, as said by the message header and the INFO submessages read so far. */
export interface MessageContext {
  readonly source: PrefixKey;
  readonly vendor: number;
  /** `null` when the message is for every participant that can hear it. */
  readonly destination: PrefixKey | null;
}

export interface DataSubmessage {
  readonly readerId: number;
  readonly writerId: number;
  readonly sequence: number;
  /** The inline QoS parameter list, or `null`. */
  readonly inlineQos: ByteReader | null;
  /** Encapsulation header and body; empty when there is none. */
  readonly payload: Buffer;
  readonly isKey: boolean;
}

export interface DataFragSubmessage {
  readonly readerId: number;
  readonly writerId: number;
  readonly sequence: number;
  readonly firstFragment: number;
  readonly fragmentCount: number;
  readonly fragmentBytes: number;
  readonly sampleBytes: number;
  readonly bytes: Buffer;
}

export interface HeartbeatSubmessage {
  readonly readerId: number;
  readonly writerId: number;
  readonly first: number;
  readonly last: number;
  readonly count: number;
  readonly final: boolean;
}

export interface AcknackSubmessage {
  readonly readerId: number;
  readonly writerId: number;
  readonly wanted: NumberSet;
  readonly final: boolean;
}

export interface GapSubmessage {
  readonly readerId: number;
  readonly writerId: number;
  readonly start: number;
  /** Numbers from `start` up to here (exclusive) are irrelevant, and the members too. */
  readonly list: NumberSet;
}

export interface NackFragSubmessage {
  readonly readerId: number;
  readonly writerId: number;
  readonly sequence: number;
  readonly wanted: NumberSet;
}

/** Receives the submessages of one datagram, in order. */
export interface MessageSink {
  data(context: MessageContext, submessage: DataSubmessage): void;
  dataFrag(context: MessageContext, submessage: DataFragSubmessage): void;
  heartbeat(context: MessageContext, submessage: HeartbeatSubmessage): void;
  acknack(context: MessageContext, submessage: AcknackSubmessage): void;
  gap(context: MessageContext, submessage: GapSubmessage): void;
  nackFrag(context: MessageContext, submessage: NackFragSubmessage): void;
}

/** The sender's prefix and vendor, or `null` when the bytes do not start an RTPS 2 message. */
export function readHeader(buffer: Buffer): { source: PrefixKey; vendor: number } | null {
  if (buffer.length < RTPS_HEADER_BYTES || buffer.readUInt32BE(0) !== 0x52545053 || buffer[4] !== 2)
    return null;
  return { source: prefixKey(buffer, 8), vendor: buffer.readUInt16BE(6) };
}

/**
 * Reads a datagram. Never throws on what it reads and never trusts a length: a submessage that does not add up
 * ends the message. Returns whether all of it was well-formed.
 */
export function readMessage(buffer: Buffer, sink: MessageSink): boolean {
  const header = readHeader(buffer);
  if (header === null) return false;
  let context: MessageContext = { ...header, destination: null };
  let offset = RTPS_HEADER_BYTES;
  while (offset + 4 <= buffer.length) {
    const kind = buffer[offset] ?? 0;
    const flags = buffer[offset + 1] ?? 0;
    const little = (flags & 1) !== 0;
    const declared = little ? buffer.readUInt16LE(offset + 2) : buffer.readUInt16BE(offset + 2);
    const body = offset + 4;
    // A length of 0 means "to the end", except for the two kinds that may really be empty (9.4.5.1.3).
    const toEnd = declared === 0 && kind !== SUBMESSAGE.pad && kind !== SUBMESSAGE.infoTs;
    const end = toEnd ? buffer.length : body + declared;
    if (end > buffer.length) return false;
    const input = new ByteReader(buffer, body, end, little);
    if (kind === SUBMESSAGE.infoDst) {
      if (end - body < 12) return false;
      const destination = prefixKey(buffer, body);
      context = { ...context, destination: destination === UNKNOWN_PREFIX ? null : destination };
    } else if (kind === SUBMESSAGE.infoSrc) {
      if (end - body < 20) return false;
      context = { ...context, source: prefixKey(buffer, body + 8), vendor: buffer.readUInt16BE(body + 6) };
    } else if (!readSubmessage(kind, flags, input, context, sink)) {
      return false;
    }
    offset = end;
  }
  return offset === buffer.length;
}

const UNKNOWN_PREFIX = '\0'.repeat(12);

function readSubmessage(
  kind: number,
  flags: number,
  input: ByteReader,
  context: MessageContext,
  sink: MessageSink,
): boolean {
  switch (kind) {
    case SUBMESSAGE.data:
      return readData(flags, input, context, sink);
    case SUBMESSAGE.dataFrag:
      return readDataFrag(flags, input, context, sink);
    case SUBMESSAGE.heartbeat: {
      const [readerId, writerId] = [input.u32be(), input.u32be()];
      const [first, last, count] = [readSequenceNumber(input), readSequenceNumber(input), input.u32()];
      if (input.failed || first < 0 || last < first - 1 || !Number.isSafeInteger(last)) return false;
      sink.heartbeat(context, { readerId, writerId, first, last, count, final: (flags & 2) !== 0 });
      return true;
    }
    case SUBMESSAGE.acknack: {
      const [readerId, writerId, wanted] = [input.u32be(), input.u32be(), readSequenceSet(input)];
      if (input.failed) return false;
      sink.acknack(context, { readerId, writerId, wanted, final: (flags & 2) !== 0 });
      return true;
    }
    case SUBMESSAGE.gap: {
      const [readerId, writerId, start] = [input.u32be(), input.u32be(), readSequenceNumber(input)];
      const list = readSequenceSet(input);
      if (input.failed || start < 1) return false;
      sink.gap(context, { readerId, writerId, start, list });
      return true;
    }
    case SUBMESSAGE.nackFrag: {
      const [readerId, writerId, sequence] = [input.u32be(), input.u32be(), readSequenceNumber(input)];
      const wanted = readFragmentSet(input);
      if (input.failed || sequence < 1) return false;
      sink.nackFrag(context, { readerId, writerId, sequence, wanted });
      return true;
    }
    default:
      return true;
  }
}

function readData(flags: number, input: ByteReader, context: MessageContext, sink: MessageSink): boolean {
  input.skip(2);
  const toQos = input.u16();
  const qosAt = input.offset + toQos;
  const [readerId, writerId, sequence] = [input.u32be(), input.u32be(), readSequenceNumber(input)];
  if (
    input.failed ||
    sequence < 1 ||
    !Number.isSafeInteger(sequence) ||
    qosAt < input.offset ||
    qosAt > input.end
  )
    return false;
  input.skip(qosAt - input.offset);
  const inlineQos = (flags & 2) !== 0 ? inlineQosOf(input) : null;
  if (input.failed) return false;
  const hasPayload = (flags & 0x0c) !== 0;
  const payload = hasPayload ? input.bytes(input.remaining) : input.bytes(0);
  sink.data(context, { readerId, writerId, sequence, inlineQos, payload, isKey: (flags & 0x08) !== 0 });
  return true;
}

/** Steps over an inline parameter list and returns a reader that covers exactly it. */
function inlineQosOf(input: ByteReader): ByteReader {
  const start = input.offset;
  for (;;) {
    const pid = input.u16();
    const size = input.u16();
    if (input.failed || pid === 1) break;
    input.skip(size);
  }
  return new ByteReader(input.buffer, start, input.failed ? start : input.offset, input.littleEndian);
}

function readDataFrag(flags: number, input: ByteReader, context: MessageContext, sink: MessageSink): boolean {
  input.skip(2);
  const toQos = input.u16();
  const qosAt = input.offset + toQos;
  const [readerId, writerId, sequence] = [input.u32be(), input.u32be(), readSequenceNumber(input)];
  const [firstFragment, fragmentCount, fragmentBytes] = [input.u32(), input.u16(), input.u16()];
  const sampleBytes = input.u32();
  if (input.failed || sequence < 1 || firstFragment < 1 || qosAt < input.offset || qosAt > input.end)
    return false;
  input.skip(qosAt - input.offset);
  if ((flags & 2) !== 0) inlineQosOf(input);
  if (input.failed || fragmentBytes === 0) return false;
  const bytes = input.bytes(input.remaining);
  sink.dataFrag(context, {
    readerId,
    writerId,
    sequence,
    firstFragment,
    fragmentCount,
    fragmentBytes,
    sampleBytes,
    bytes,
  });
  return true;
}
