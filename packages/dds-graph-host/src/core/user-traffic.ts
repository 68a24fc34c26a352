import type { ByteReader } from '../wire/byte-reader.js';
import { ByteWriter } from '../wire/byte-writer.js';
import { KIND_USER_READER, KIND_USER_WRITER, PID, VENDOR_CYCLONE } from '../wire/constants.js';
import type { Locator } from '../wire/locator.js';
import type { AcknackSubmessage, DataSubmessage, HeartbeatSubmessage } from '../wire/message-reader.js';
import { MessageWriter } from '../wire/message-writer.js';
import { eachParameter, endParameterList, openCdr } from '../wire/parameter-list.js';
import type { Engine, UserTrafficHandler } from './engine.js';
import type { LocalParticipant } from './local-participant.js';
import type { HostNode } from './participant.js';
import type { Peer } from './peer.js';
import { UserHistory, type UserSample } from './user-history.js';

/** A request for a service of one of the nodes; `body` stands at its first field. */
export interface ServiceRequest {
  readonly node: HostNode;
  /** `pkg/srv/Type`. */
  readonly type: string;
  readonly body: ByteReader;
}

export interface RequestAnswerer {
  /** Writes the response's fields; false when there is no answer to give. */
  answer(request: ServiceRequest, out: ByteWriter): boolean;
  /** The node is gone: forget what was kept for it. */
  forget?(node: HostNode): void;
}

/** Finds the nodes' readers of a topic. */
export interface ReaderIndex {
  /** Readers (by node and place among its readers) of a DDS topic, in one participant or in all. */
  readersOf(
    topic: string,
    participant: LocalParticipant | null,
  ): readonly { node: HostNode; number: number }[];
}

export function writerEntity(node: HostNode, number: number): number {
  return (((node.firstKey + number) << 8) | KIND_USER_WRITER) >>> 0;
}

export function readerEntity(node: HostNode, number: number): number {
  return (((node.firstKey + node.writerCount + number) << 8) | KIND_USER_READER) >>> 0;
}

const CYCLONE_HEADER_BYTES = 16;
const MAX_WARM_HISTORIES = 4096;
const MAX_REQUESTERS_PER_PEER = 1000;

/** The protocol's own endpoints beyond those this host has, such as liveliness. */
function isBuiltin(entityId: number): boolean {
  return (entityId & 0xc0) === 0xc0;
}

/** Traffic of the nodes' own endpoints: satisfies readers and writers of peers, and answers service requests. */
export class UserTraffic implements UserTrafficHandler {
  requestsAnswered = 0;
  requestsUnanswered = 0;
  private readonly histories = new Map<HostNode, Map<number, UserHistory>>();
  private readonly warm = new Set<UserHistory>();
  private readonly seenRequests = new WeakMap<Peer, Map<number, number>>();
  private batch: { message: MessageWriter; prefix: string; peer: Peer; to: Locator } | null = null;
  private heartbeatCount = 0;
  private ackCount = 0;

  constructor(
    private readonly engine: Engine,
    private readonly index: ReaderIndex,
    private readonly answerer: RequestAnswerer,
  ) {}

  /** A message towards a peer from one participant; consecutive submessages share a datagram. */
  private open(prefix: string, peer: Peer, to: Locator): MessageWriter {
    const { batch } = this;
    const full = batch !== null && batch.message.length > this.engine.transport.maxDatagramBytes - 200;
    if (
      batch !== null &&
      !full &&
      batch.prefix === prefix &&
      batch.peer === peer &&
      batch.to.port === to.port &&
      batch.to.address === to.address
    ) {
      return batch.message;
    }
    this.flush();
    const message = new MessageWriter(1024).begin(prefix);
    message.infoDst(peer.prefix);
    this.batch = { message, prefix, peer, to };
    return message;
  }

  flush(): void {
    const { batch } = this;
    this.batch = null;
    if (batch !== null) this.engine.transport.send(batch.message.out.view(), batch.to);
  }

  private historyOf(node: HostNode, writerId: number): UserHistory {
    let ofNode = this.histories.get(node);
    if (ofNode === undefined) this.histories.set(node, (ofNode = new Map()));
    let history = ofNode.get(writerId);
    if (history === undefined) ofNode.set(writerId, (history = new UserHistory()));
    return history;
  }

  /** Only so many writers keep samples for retransmission; those that were silent longest let go of theirs. */
  private keepWarm(history: UserHistory): void {
    this.warm.delete(history);
    this.warm.add(history);
    const [oldest] = this.warm;
    if (this.warm.size <= MAX_WARM_HISTORIES || oldest === undefined) return;
    oldest.trim();
    this.warm.delete(oldest);
  }

  forget(node: HostNode): void {
    for (const history of this.histories.get(node)?.values() ?? []) this.warm.delete(history);

    this.histories.delete(node);
    this.answerer.forget?.(node);
  }

  /** A reader of the peer speaks to one of the nodes' writers: resend what it lacks, or tell it that there is nothing. */
  acknack(peer: Peer, participant: LocalParticipant, acknack: AcknackSubmessage): void {
    const { readerId, writerId, wanted } = acknack;
    if (isBuiltin(writerId)) {
      // Fast DDS takes every participant for one with a liveliness writer and asks it 14 times a second until it speaks.
      this.open(participant.prefix, peer, peer.meta).heartbeat(
        readerId,
        writerId,
        1,
        0,
        ++this.heartbeatCount,
        true,
      );
      return;
    }
    const node = participant.nodeOfKey(writerId >>> 8);
    if (node === null) return;
    const history = this.histories.get(node)?.get(writerId);
    const last = history?.lastSeq ?? 0;
    if (last > 0 && wanted.base > last) return;
    const message = this.open(participant.prefix, peer, peer.readers.get(readerId)?.locator ?? peer.user);
    for (const sequence of wanted.members) {
      const sample = history?.get(sequence) ?? null;
      if (sample !== null && (sample.onlyFor === null || sample.onlyFor === peer.prefix))
        this.writeSample(message, sample, readerId, writerId);
      else if (sequence <= last) message.gap(readerId, writerId, sequence, sequence);
    }
    const first = history?.firstSeq ?? 1;
    message.heartbeat(readerId, writerId, first, last, ++this.heartbeatCount, last === 0);
  }

  /** A writer of the peer asks whether its data came: it always did. Unanswered it would ask for ever. */
  heartbeat(peer: Peer, participant: LocalParticipant | null, heartbeat: HeartbeatSubmessage): void {
    if (heartbeat.final) return;
    const { writerId, readerId, last } = heartbeat;
    const writer = peer.writers.get(writerId);
    const to = isBuiltin(writerId) ? peer.meta : (writer?.locator ?? peer.user);
    const acknowledge = (from: LocalParticipant, reader: number): void => {
      this.open(from.prefix, peer, to).acknack(reader, writerId, last + 1, [], ++this.ackCount, true);
    };
    if (readerId !== 0) {
      if (participant !== null) acknowledge(participant, readerId);
      return;
    }
    if (writer === undefined) return;
    for (const { node, number } of this.index.readersOf(writer.topic, participant)) {
      acknowledge(node.participant as LocalParticipant, readerEntity(node, number));
    }
  }

  data(peer: Peer, participant: LocalParticipant | null, data: DataSubmessage): void {
    const target = this.readerFor(peer, participant, data);
    if (target === null || data.isKey) return;
    const { node, number } = target;
    const spec = node.participant.endpoints(node).readers[number];
    if (spec === undefined || spec.partner < 0 || this.isRepeated(peer, data)) return;
    const type = spec.rosType.replace(/_Request$/, '');
    if (this.reply(peer, node, spec.partner, type, data)) this.requestsAnswered += 1;
    else this.requestsUnanswered += 1;
  }

  private readerFor(
    peer: Peer,
    participant: LocalParticipant | null,
    data: DataSubmessage,
  ): { node: HostNode; number: number } | null {
    if (data.readerId !== 0 && participant !== null) {
      const key = data.readerId >>> 8;
      const node = participant.nodeOfKey(key);
      return node === null ? null : { node, number: key - node.firstKey - node.writerCount };
    }
    const topic = peer.writers.get(data.writerId)?.topic;
    if (topic === undefined || !topic.startsWith('rq/')) return null;
    return this.index.readersOf(topic, participant)[0] ?? null;
  }

  private isRepeated(peer: Peer, data: DataSubmessage): boolean {
    let seen = this.seenRequests.get(peer);
    if (seen === undefined) this.seenRequests.set(peer, (seen = new Map()));
    if ((seen.get(data.writerId) ?? 0) >= data.sequence) return true;
    if (seen.size > MAX_REQUESTERS_PER_PEER) seen.clear();
    seen.set(data.writerId, data.sequence);
    return false;
  }

  private reply(
    peer: Peer,
    node: HostNode,
    writerNumber: number,
    type: string,
    data: DataSubmessage,
  ): boolean {
    const body = openCdr(data.payload);
    if (body === null) return false;
    const out = new ByteWriter(512);
    out.u32(0x00000100); // 00 01 00 00: little-endian CDR
    out.markOrigin();
    let identity: Buffer | null = null;
    if (peer.vendor === VENDOR_CYCLONE) out.bytes(body.bytes(CYCLONE_HEADER_BYTES));
    else identity = relatedIdentity(peer, data);
    if (body.failed || !this.answerer.answer({ node, type, body }, out)) return false;
    this.publishTo(peer, node, writerNumber, Buffer.from(out.view()), identity);
    this.flush();
    return true;
  }

  /** Sends a sample of one of a node's writers to every reader of its topic; returns how many there were. */
  publish(node: HostNode, writerNumber: number, payload: Buffer): number {
    return this.publishTo(null, node, writerNumber, payload, null);
  }

  private publishTo(
    only: Peer | null,
    node: HostNode,
    number: number,
    payload: Buffer,
    identity: Buffer | null,
  ): number {
    const topic = node.participant.endpoints(node).writers[number]?.topic ?? '';
    const writerId = writerEntity(node, number);
    const history = this.historyOf(node, writerId);
    this.keepWarm(history);
    const sample = history.push(payload, identity, only?.prefix ?? null);
    let readers = 0;
    for (const peer of only === null ? this.engine.directory.peers.values() : [only]) {
      for (const reader of peer.readersByTopic.get(topic) ?? []) {
        const message = this.open(node.participant.prefix, peer, reader.locator ?? peer.user);
        // Cyclone drops data from a writer whose heartbeat it has not seen.
        if (reader.reliable)
          message.heartbeat(
            reader.entityId,
            writerId,
            history.firstSeq,
            sample.sequence - 1,
            ++this.heartbeatCount,
            true,
          );
        this.writeSample(message, sample, reader.entityId, writerId);
        if (reader.reliable)
          message.heartbeat(
            reader.entityId,
            writerId,
            history.firstSeq,
            sample.sequence,
            ++this.heartbeatCount,
            false,
          );
        readers += 1;
      }
    }
    return readers;
  }

  private writeSample(message: MessageWriter, sample: UserSample, readerId: number, writerId: number): void {
    const { out } = message;
    message.infoTs(this.engine.runtime.unixMs());
    message.openData(readerId, writerId, sample.sequence, 'data', sample.relatedIdentity !== null);
    if (sample.relatedIdentity !== null) {
      for (const pid of [PID.relatedSampleIdentity, PID.relatedSampleIdentityLegacy]) {
        out.u16(pid);
        out.u16(24);
        out.bytes(sample.relatedIdentity);
      }
      endParameterList(out);
    }
    out.bytes(sample.payload);
    message.close();
  }
}

/** Who asked, in Fast DDS manner: the guid from the request's own inline QoS, else its writer, and the request's number. */
function relatedIdentity(peer: Peer, data: DataSubmessage): Buffer {
  const identity = Buffer.alloc(24);
  identity.write(peer.prefix, 0, 12, 'latin1');
  identity.writeUInt32BE(data.writerId, 12);
  if (data.inlineQos !== null) {
    eachParameter(data.inlineQos, (pid, value) => {
      if (pid !== PID.relatedSampleIdentity && pid !== PID.relatedSampleIdentityLegacy) return;
      const guid = value.bytes(16);
      if (!value.failed && guid.some((byte) => byte !== 0)) guid.copy(identity, 0);
    });
  }
  identity.writeInt32LE(Math.floor(data.sequence / 4294967296), 16);
  identity.writeUInt32LE(data.sequence % 4294967296, 20);
  return identity;
}
