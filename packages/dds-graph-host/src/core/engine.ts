import type { Distro, NodeShape } from '../graph-plan.js';
import { ENTITY, VENDOR_CYCLONE, VENDOR_FAST_DDS } from '../wire/constants.js';
import type { PrefixKey } from '../wire/guid.js';
import type { Locator } from '../wire/locator.js';
import {
  readHeader,
  readMessage,
  type AcknackSubmessage,
  type DataFragSubmessage,
  type DataSubmessage,
  type GapSubmessage,
  type HeartbeatSubmessage,
  type MessageContext,
  type MessageSink,
  type NackFragSubmessage,
} from '../wire/message-reader.js';
import { Announcer } from './announcer.js';
import { LocalParticipant } from './local-participant.js';
import type { Peer } from './peer.js';
import { PeerDirectory } from './peer-directory.js';
import { ReliableReceiver } from './reliable-receiver.js';
import { DEFAULT_WINDOW, ReliableSender, type Window } from './reliable-sender.js';
import type { Runtime } from './runtime.js';
import type { DatagramTransport } from './transport.js';

export interface EngineOptions {
  readonly domain: number;
  readonly leaseS: number;
  /** The first 8 bytes of every guid prefix of this host, as latin1; no two hosts may share them. */
  readonly hostId: string;
  readonly targets: readonly Locator[];
  readonly shape: NodeShape;
  readonly distro: Distro;
  /** Reads ros_discovery_info of others and keeps all their endpoints. */
  readonly recorder?: boolean;
  readonly window?: Window;
}

/** What happens between a peer's application endpoints and the nodes' own. */
export interface UserTrafficHandler {
  acknack(peer: Peer, participant: LocalParticipant, submessage: AcknackSubmessage): void;
  heartbeat(peer: Peer, participant: LocalParticipant | null, submessage: HeartbeatSubmessage): void;
  data(peer: Peer, participant: LocalParticipant | null, submessage: DataSubmessage): void;
  /** The datagram is read: send what was collected. */
  flush(): void;
}

/** Counts of what came in and could not be used. */
export interface IntakeCounters {
  datagrams: number;
  malformed: number;
  /** Datagrams of strangers that speak with one of this host's own prefixes. */
  prefixConflicts: number;
  /** Peers turned away because the table was full. */
  peersRefused: number;
}

/** The protocol machine of one host: participants on this side, peers on the other. Knows nothing of sockets or clocks. */
export class Engine implements MessageSink {
  readonly participants: LocalParticipant[] = [];
  readonly directory: PeerDirectory;
  readonly sender: ReliableSender;
  readonly receiver: ReliableReceiver;
  readonly announcer: Announcer;
  readonly counters: IntakeCounters = { datagrams: 0, malformed: 0, prefixConflicts: 0, peersRefused: 0 };
  userTraffic: UserTrafficHandler | null = null;
  onPrefixConflict: (from: Locator) => void = () => {};
  private readonly byIndex = new Map<number, LocalParticipant>();
  private nextIndex = 0;
  private stopped = false;
  private from: Locator | null = null;

  constructor(
    readonly runtime: Runtime,
    readonly transport: DatagramTransport,
    readonly options: EngineOptions,
  ) {
    const peers = (): Iterable<Peer> => this.directory.peers.values();
    this.sender = new ReliableSender(runtime, transport, peers, options.window ?? DEFAULT_WINDOW);
    this.receiver = new ReliableReceiver(runtime, transport, this.prefixOf(0));
    this.announcer = new Announcer(runtime, transport, options, () => this.participants, peers);
    this.announcer.onRenewal = () => this.sender.remind();
    this.receiver.onSilent = (peer) => this.sender.noteSettled(peer);
    this.directory = new PeerDirectory(this, options.recorder === true);
    this.createParticipant();
  }

  /** Host id, then the participant's number: finding the addressee of a datagram is one look-up. */
  private prefixOf(index: number): PrefixKey {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(index);
    return this.options.hostId + number.toString('latin1');
  }

  createParticipant(): LocalParticipant {
    const index = this.nextIndex++;
    const recorder = this.options.recorder === true && index === 0;
    const { shape, distro } = this.options;
    const participant = new LocalParticipant(index, this.prefixOf(index), shape, distro, recorder);
    this.participants.push(participant);
    this.byIndex.set(index, participant);
    return participant;
  }

  /** Makes a participant created while running known to the peers that are there. */
  introduce(participant: LocalParticipant): void {
    this.announcer.announce(participant);
    for (const peer of this.directory.peers.values()) this.expectReaders(peer, participant);
  }

  /** Takes an empty participant away; the first one stays, since it is the one that listens. */
  retire(participant: LocalParticipant): void {
    if (participant.index === 0) return;
    this.announcer.goodbye(participant);
    this.byIndex.delete(participant.index);
    this.participants.splice(this.participants.indexOf(participant), 1);
    for (const peer of this.directory.peers.values())
      for (const writer of participant.writers) peer.dropProxy(writer);
  }

  expectReaders(peer: Peer, participant: LocalParticipant): void {
    if (peer.detects) {
      this.sender.expect(peer, participant.publicationsWriter);
      this.sender.expect(peer, participant.subscriptionsWriter);
    }
    if (peer.discoveryReader !== null) this.sender.expect(peer, participant.discoveryWriter);
  }

  start(): void {
    this.transport.listen((datagram, from) => this.receive(datagram, from));
    this.announcer.start();
  }

  receive(datagram: Buffer, from: Locator): void {
    // Peers go on talking while the last words leave; answering would start timers that nobody stops any more.
    if (this.stopped) return;
    this.counters.datagrams += 1;
    const header = readHeader(datagram);
    if (header === null) {
      this.counters.malformed += 1;
      return;
    }
    if (this.isOwn(header.source)) {
      const own = this.transport.locator;
      if (from.port === own.port && from.address === own.address) return;
      if (++this.counters.prefixConflicts === 1) this.onPrefixConflict(from);
      return;
    }
    this.from = from;
    const known = this.directory.peers.get(header.source);
    if (known !== undefined) known.lastHeardAt = this.runtime.now();
    if (!readMessage(datagram, this)) this.counters.malformed += 1;
    this.userTraffic?.flush();
  }

  isOwn(prefix: PrefixKey): boolean {
    return prefix.startsWith(this.options.hostId);
  }

  private destination(context: MessageContext): LocalParticipant | null {
    if (context.destination === null || !this.isOwn(context.destination)) return null;
    return this.byIndex.get(Buffer.from(context.destination.slice(8), 'latin1').readUInt32BE(0)) ?? null;
  }

  /** False when the submessage is meant for somebody else, or for a participant of ours that is gone. */
  private isForUs(context: MessageContext): boolean {
    return context.destination === null || this.destination(context) !== null;
  }

  data(context: MessageContext, data: DataSubmessage): void {
    if (!this.isForUs(context) || this.isOwn(context.source)) return;
    if (data.writerId === ENTITY.spdpWriter) {
      if (this.from !== null) this.directory.spdp(context, data, this.from);
      return;
    }
    const peer = this.directory.peers.get(context.source);
    if (peer === undefined) return;
    const proxy = this.receiver.get(peer, data.writerId);
    if (proxy !== null) {
      if (proxy.accept(data.sequence)) this.directory.sample(peer, data);
      this.sender.noteSettled(peer);
      return;
    }
    this.userTraffic?.data(peer, this.destination(context), data);
  }

  dataFrag(context: MessageContext, fragment: DataFragSubmessage): void {
    const peer = this.directory.peers.get(context.source);
    const proxy = peer === undefined ? null : this.receiver.get(peer, fragment.writerId);
    if (peer === undefined || proxy === null || !this.isForUs(context)) return;
    // Only ros_discovery_info is ever so large, and only a recorder reads that: others hold no pieces for strangers.
    if (this.options.recorder !== true) {
      proxy.accept(fragment.sequence);
      return;
    }
    const payload = this.receiver.fragment(proxy, fragment);
    if (payload === null || !proxy.accept(fragment.sequence)) return;
    const { readerId, writerId, sequence } = fragment;
    this.directory.sample(peer, { readerId, writerId, sequence, inlineQos: null, payload, isKey: false });
  }

  heartbeat(context: MessageContext, heartbeat: HeartbeatSubmessage): void {
    const peer = this.directory.peers.get(context.source);
    if (peer === undefined || !this.isForUs(context)) return;
    const proxy = this.receiver.get(peer, heartbeat.writerId);
    if (proxy !== null) {
      this.receiver.heartbeat(peer, proxy, heartbeat);
      this.sender.noteSettled(peer);
    } else this.userTraffic?.heartbeat(peer, this.destination(context), heartbeat);
  }

  gap(context: MessageContext, gap: GapSubmessage): void {
    const peer = this.directory.peers.get(context.source);
    const proxy = peer === undefined ? null : this.receiver.get(peer, gap.writerId);
    if (peer === undefined || proxy === null || !this.isForUs(context)) return;
    this.receiver.gap(proxy, gap);
    this.sender.noteSettled(peer);
  }

  acknack(context: MessageContext, acknack: AcknackSubmessage): void {
    const peer = this.directory.peers.get(context.source);
    const participant = this.destination(context);
    if (peer === undefined || participant === null) return;
    const writer = participant.writerOf(acknack.writerId);
    if (writer !== null) this.sender.acknack(peer, writer, acknack.readerId, acknack.wanted);
    else this.userTraffic?.acknack(peer, participant, acknack);
  }

  nackFrag(context: MessageContext, nack: NackFragSubmessage): void {
    const peer = this.directory.peers.get(context.source);
    const writer = this.destination(context)?.writerOf(nack.writerId) ?? null;
    if (peer !== undefined && writer !== null) this.sender.nackFrag(peer, writer, nack.sequence, nack.wanted);
  }

  /** Ends every participant politely and stops all timers; the transport stays open for the last datagrams. */
  stop(): void {
    this.stopped = true;
    for (const participant of this.participants) this.announcer.goodbye(participant);
    this.announcer.stop();
    this.sender.stop();
    this.receiver.stop();
    this.directory.stop();
  }
}

/** A peer's implementation, as far as its vendor id tells. */
export function vendorName(vendor: number): string {
  if (vendor === VENDOR_CYCLONE) return 'cyclonedds';
  if (vendor === VENDOR_FAST_DDS) return 'fastdds';
  return `vendor 0x${vendor.toString(16).padStart(4, '0')}`;
}
