import type { Distro } from '../graph-plan.js';
import { ByteWriter } from '../wire/byte-writer.js';
import { ENTITY, KIND_USER_READER, KIND_USER_WRITER } from '../wire/constants.js';
import type { MessageWriter } from '../wire/message-writer.js';
import type { LocalWriter } from './local-writer.js';
import type { HostNode, Participant } from './participant.js';

/** The largest sample sent in one piece; a UDP datagram holds 65507 bytes in all. */
export const MAX_WHOLE_SAMPLE_BYTES = 60000;

/** Bytes of ros_discovery_info that one node needs at most: two strings, two counts, a gid for each endpoint. */
export function discoveryInfoBytes(node: HostNode, distro: Distro): number {
  const gid = distro === 'humble' ? 24 : 16;
  return (
    32 + node.plan.namespace.length + node.plan.name.length + gid * (node.writerCount + node.readerCount)
  );
}

/**
 * Publishes which endpoints belong to which node (rmw_dds_common/msg/ParticipantEntitiesInfo): the newest version only,
 * made from the participant's nodes each time it is sent.
 */
export class DiscoveryInfoWriter implements LocalWriter {
  readonly entityId: number = ENTITY.discoveryInfoWriter;
  readonly prefix: string;

  constructor(
    private readonly participant: Participant,
    private readonly distro: Distro,
  ) {
    this.prefix = participant.prefix;
  }

  get firstSeq(): number {
    return Math.max(1, this.participant.discoveryVersion);
  }

  get lastSeq(): number {
    return this.participant.discoveryVersion;
  }

  nextLive(sequence: number): number {
    return sequence <= this.lastSeq ? this.lastSeq : this.lastSeq + 1;
  }

  private sizeHint(): number {
    return this.participant.nodes.reduce((bytes, node) => bytes + discoveryInfoBytes(node, this.distro), 32);
  }

  write(sequence: number, message: MessageWriter, readerId: number): Buffer | null {
    const payload = new ByteWriter(this.sizeHint() + 256);
    this.payload(payload);
    if (payload.length > MAX_WHOLE_SAMPLE_BYTES) return payload.view();
    message.openData(readerId, this.entityId, sequence, 'data');
    message.out.bytes(payload.view());
    message.close();
    return null;
  }

  /** The sample as plain little-endian CDR with its encapsulation header. */
  payload(out: ByteWriter): void {
    out.u8(0);
    out.u8(1);
    out.u16(0);
    out.markOrigin();
    this.gid(out, ENTITY.participant);
    out.u32(this.participant.nodes.length);
    for (const node of this.participant.nodes) {
      out.string(node.plan.namespace === '' ? '/' : node.plan.namespace);
      out.string(node.plan.name);
      this.gids(out, node.firstKey + node.writerCount, node.readerCount, KIND_USER_READER);
      this.gids(out, node.firstKey, node.writerCount, KIND_USER_WRITER);
    }
  }

  private gids(out: ByteWriter, firstKey: number, count: number, kind: number): void {
    out.align(4);
    out.u32(count);
    for (let i = 0; i < count; i++) this.gid(out, ((firstKey + i) << 8) | kind);
  }

  private gid(out: ByteWriter, entityId: number): void {
    out.reserve(24);
    out.buffer.write(this.prefix, out.length, 12, 'latin1');
    out.length += 12;
    out.u32be(entityId);
    if (this.distro === 'humble') out.zeros(8);
  }
}
