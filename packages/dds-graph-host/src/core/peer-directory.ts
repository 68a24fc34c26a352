import { ENTITY } from '../wire/constants.js';
import type { PrefixKey } from '../wire/guid.js';
import type { Locator } from '../wire/locator.js';
import type { DataSubmessage, MessageContext } from '../wire/message-reader.js';
import { parseDiscoveryInfo, type DiscoveryInfo } from '../ros/discovery-info.js';
import type { Engine } from './engine.js';
import { Peer } from './peer.js';
import type { TimerHandle } from './runtime.js';
import { readDisposal, readSedpPayload, type RemoteEndpoint } from './sedp-reader.js';
import { readSpdpPayload, type PeerAnnouncement } from './spdp.js';

/** Bounds on what strangers can make this host remember. */
const MAX_PEERS = 256;
/** Each peer costs a little per participant of ours: a host of very many participants knows fewer peers. */
const MAX_PEER_PARTICIPANT_PAIRS = 100_000;
const MIN_PEERS = 16;
const MAX_ENDPOINTS = 20_000;
const MAX_ENDPOINTS_RECORDER = 1_000_000;
const MIN_LEASE_MS = 1000;
const MAX_LEASE_MS = 300_000;
const SWEEP_MS = 1000;
const DISCOVERY_TOPIC = 'ros_discovery_info';

/** Everybody this host has heard of: participants by their leases, and those of their endpoints that matter. */
export class PeerDirectory {
  readonly peers: Map<PrefixKey, Peer> = new Map();
  /** Recorders only: the newest ros_discovery_info of each participant. */
  readonly discoveryInfos: Map<PrefixKey, DiscoveryInfo> = new Map();
  onPeerGone: (peer: Peer) => void = () => {};
  onReader: (peer: Peer, reader: RemoteEndpoint) => void = () => {};
  private endpointCount = 0;
  private timer: TimerHandle | null = null;

  constructor(
    private readonly engine: Engine,
    private readonly recorder: boolean,
  ) {}

  /** Takes a participant announcement, or the end of one, in. */
  spdp(context: MessageContext, data: DataSubmessage, from: Locator): void {
    const disposal = readDisposal(data.inlineQos, data.isKey ? data.payload : EMPTY);
    if (disposal !== null) {
      const peer = this.peers.get(disposal.prefix);
      // Only the participant itself may say that it is gone.
      if (peer !== undefined && disposal.prefix === context.source) this.drop(peer);
      return;
    }
    const announcement = readSpdpPayload(data.payload);
    if (announcement === null || announcement.prefix !== context.source) return;
    if (announcement.domain !== null && announcement.domain !== this.engine.options.domain) return;
    this.admit(announcement, context.vendor, from);
  }

  private admit(announcement: PeerAnnouncement, vendor: number, from: Locator): void {
    const allowed = (locators: readonly Locator[]): Locator | undefined =>
      locators.find((locator) => this.engine.transport.allows(locator.address, from.address));
    const meta = allowed(announcement.meta) ?? from;
    const user = allowed(announcement.user) ?? meta;
    const leaseMs = Math.min(Math.max(announcement.leaseMs, MIN_LEASE_MS), MAX_LEASE_MS);
    const known = this.peers.get(announcement.prefix);
    if (known !== undefined) {
      known.lastHeardAt = this.engine.runtime.now();
      known.leaseMs = leaseMs;
      known.meta = meta;
      known.user = user;
      return;
    }
    if (this.peers.size >= this.maxPeers) {
      this.engine.counters.peersRefused += 1;
      return;
    }
    const now = this.engine.runtime.now();
    const peer = new Peer(
      announcement.prefix,
      vendor,
      now,
      announcement.builtinEndpoints,
      leaseMs,
      meta,
      user,
    );
    this.peers.set(announcement.prefix, peer);
    this.engine.announcer.welcome(peer);
    for (const participant of this.engine.participants) this.engine.expectReaders(peer, participant);
    if (peer.announces) {
      this.engine.receiver.follow(peer, ENTITY.publicationsWriter, ENTITY.publicationsReader);
      this.engine.receiver.follow(peer, ENTITY.subscriptionsWriter, ENTITY.subscriptionsReader);
    }
    this.armSweep();
  }

  private get maxPeers(): number {
    // A recorder meets as many participants as there are; it has only one of its own.
    if (this.recorder) return MAX_PEER_PARTICIPANT_PAIRS;
    return Math.min(
      MAX_PEERS,
      Math.max(MIN_PEERS, Math.floor(MAX_PEER_PARTICIPANT_PAIRS / this.engine.participants.length)),
    );
  }

  drop(peer: Peer): void {
    this.peers.delete(peer.prefix);
    this.discoveryInfos.delete(peer.prefix);
    this.endpointCount -= peer.readers.size + peer.writers.size;
    this.engine.receiver.forget(peer);
    this.onPeerGone(peer);
  }

  /** A sample that one of the listening readers received for the first time. */
  sample(peer: Peer, data: DataSubmessage): void {
    if (data.writerId === ENTITY.publicationsWriter) this.endpoint(peer, peer.writers, data);
    else if (data.writerId === ENTITY.subscriptionsWriter) this.endpoint(peer, peer.readers, data);
    else if (peer.writers.get(data.writerId)?.topic === DISCOVERY_TOPIC) {
      const info = parseDiscoveryInfo(data.payload, this.engine.options.distro);
      if (info !== null) this.discoveryInfos.set(peer.prefix, info);
    }
  }

  private endpoint(peer: Peer, into: Map<number, RemoteEndpoint>, data: DataSubmessage): void {
    const disposal = readDisposal(data.inlineQos, data.isKey ? data.payload : EMPTY);
    if (disposal !== null) {
      if (into.has(disposal.entityId)) this.endpointCount -= 1;
      if (into === peer.readers) peer.removeReader(disposal.entityId);
      else into.delete(disposal.entityId);
      return;
    }
    const endpoint = readSedpPayload(data.payload, (address) =>
      this.engine.transport.allows(address, peer.meta.address),
    );
    if (endpoint === null || endpoint.prefix !== peer.prefix) return;
    if (!into.has(endpoint.entityId)) {
      if (this.endpointCount >= (this.recorder ? MAX_ENDPOINTS_RECORDER : MAX_ENDPOINTS)) return;
      this.endpointCount += 1;
    }
    if (into === peer.readers) this.addReader(peer, endpoint);
    else this.addWriter(peer, endpoint);
  }

  private addReader(peer: Peer, endpoint: RemoteEndpoint): void {
    peer.addReader(endpoint);
    if (endpoint.topic === DISCOVERY_TOPIC) {
      peer.discoveryReader = endpoint;
      for (const participant of this.engine.participants)
        this.engine.sender.expect(peer, participant.discoveryWriter);
    }
    this.onReader(peer, endpoint);
  }

  private addWriter(peer: Peer, endpoint: RemoteEndpoint): void {
    peer.writers.set(endpoint.entityId, endpoint);
    if (this.recorder && endpoint.topic === DISCOVERY_TOPIC) {
      this.engine.receiver.follow(peer, endpoint.entityId, ENTITY.discoveryInfoReader);
    }
  }

  private armSweep(): void {
    this.timer ??= this.engine.runtime.setTimer(SWEEP_MS, () => {
      this.timer = null;
      const now = this.engine.runtime.now();
      for (const peer of [...this.peers.values()]) if (now - peer.lastHeardAt > peer.leaseMs) this.drop(peer);
      if (this.peers.size > 0) this.armSweep();
    });
  }

  stop(): void {
    if (this.timer !== null) this.engine.runtime.clearTimer(this.timer);
    this.timer = null;
  }
}

const EMPTY = Buffer.alloc(0);
