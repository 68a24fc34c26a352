import { ENTITY } from '../wire/constants.js';
import type { Locator } from '../wire/locator.js';
import { MessageWriter } from '../wire/message-writer.js';
import type { NumberSet } from '../wire/sequence-set.js';
import type { LocalWriter } from './local-writer.js';
import type { FragmentJob, Peer } from './peer.js';
import type { Runtime, TimerHandle } from './runtime.js';
import type { DatagramTransport } from './transport.js';
import type { WriterProxy } from './writer-proxy.js';

/** What may be under way to one peer, over all writers: more overruns a default socket buffer of 208 KiB. */
export interface Window {
  readonly samples: number;
  readonly bytes: number;
}

export const DEFAULT_WINDOW: Window = { samples: 160, bytes: 48 * 1024 };

const RETRY_TICK_MS = 50;
const FRAGMENT_TICK_MS = 4;
const FRAGMENT_BYTES_PER_TICK = 64 * 1024;
/** A fragment must not need IP fragmentation more than it must; the size travels as u16. */
const FRAGMENT_BYTES = 8192;

/**
 * Brings the histories of the discovery writers to every peer: within a window, with resends on request only,
 * and with timers only while something is unacknowledged.
 */
export class ReliableSender {
  private readonly idle: MessageWriter[] = [];
  private retryTimer: TimerHandle | null = null;
  private fragmentTimer: TimerHandle | null = null;
  /** Never starts again, not even for a peer that was lost and found: Fast DDS ignores numbers it has passed. */
  private heartbeatCount = 0;
  sentDatagrams = 0;
  /** A peer has acknowledged everything that was open. */
  onSettled: (peer: Peer) => void = () => {};

  constructor(
    private readonly runtime: Runtime,
    private readonly transport: DatagramTransport,
    private readonly peers: () => Iterable<Peer>,
    private readonly window: Window = DEFAULT_WINDOW,
  ) {}

  /** Something new in a writer's history: every peer that reads it gets it. */
  wake(writer: LocalWriter): void {
    for (const peer of this.peers()) {
      const proxy = peer.proxies.get(writer);
      if (proxy === undefined) continue;
      peer.settledAt = null;
      peer.enqueue(proxy);
    }
  }

  pumpAll(): void {
    for (const peer of this.peers()) this.pump(peer);
  }

  acknack(peer: Peer, writer: LocalWriter, readerId: number, set: NumberSet): void {
    const proxy = peer.proxy(writer);
    const [samples, bytes] = [proxy.inflightCount, proxy.inflightBytes];
    const meaning = proxy.acknack(readerId, set, this.runtime.now());
    peer.inflightSamples += proxy.inflightCount - samples;
    peer.inflightBytes += proxy.inflightBytes - bytes;
    if (meaning === 'first') {
      peer.settledAt = null;
      // Cyclone drops data from a writer whose heartbeat it has not seen.
      this.heartbeat(peer, proxy, true);
    }
    peer.enqueue(proxy);
    this.pump(peer);
    this.noteSettled(peer);
  }

  /** Expects a first ACKNACK from a reader that the peer is known to have; a heartbeat draws it out when it is late. */
  expect(peer: Peer, writer: LocalWriter): void {
    const proxy = peer.proxy(writer);
    peer.settledAt = null;
    proxy.expectReader(this.runtime.now());
    this.armRetry();
  }

  /** Resends single fragments a reader asked for. */
  nackFrag(peer: Peer, writer: LocalWriter, sequence: number, set: NumberSet): void {
    const proxy = peer.proxies.get(writer);
    if (proxy === undefined || proxy.readerId === null) return;
    if (peer.fragments.some((job) => job.proxy === proxy && job.sequence === sequence)) return;
    if (writer.nextLive(sequence) !== sequence || sequence > proxy.sent) return;
    const payload = writer.write(sequence, new MessageWriter(1024).begin(writer.prefix), proxy.readerId);
    if (payload === null) return;
    const count = Math.ceil(payload.length / FRAGMENT_BYTES);
    peer.resends += 1;
    peer.fragments.push({
      proxy,
      sequence,
      payload,
      pending: set.members.filter((n) => n >= 1 && n <= count),
    });
    this.armFragments();
  }

  pump(peer: Peer): void {
    // What was asked for again is already counted as under way: a full window must not hold it back.
    for (const proxy of peer.queue) {
      while (proxy.wantedCount > 0 && proxy.readerId !== null) this.sendBurst(peer, proxy, proxy.readerId);
    }
    while (peer.queue.length > 0 && this.hasRoom(peer)) {
      const proxy = peer.queue[0];
      if (proxy === undefined || proxy.readerId === null) break;
      if (proxy.hasWork) this.sendBurst(peer, proxy, proxy.readerId);
      if (!proxy.hasWork) {
        peer.queue.shift();
        proxy.queued = false;
      }
    }
    if (peer.inflightSamples > 0) this.armRetry();
  }

  private hasRoom(peer: Peer): boolean {
    return peer.inflightSamples < this.window.samples && peer.inflightBytes < this.window.bytes;
  }

  private sendBurst(peer: Peer, proxy: WriterProxy, readerId: number): void {
    const message = this.begin(peer, proxy.writer);
    message.infoTs(this.runtime.unixMs());
    const now = this.runtime.now();
    while (
      (proxy.wantedCount > 0 || (proxy.hasWork && this.hasRoom(peer))) &&
      message.length < this.transport.maxDatagramBytes - 400
    ) {
      const again = proxy.takeWanted();
      const sequence = again === 0 ? proxy.sent + 1 : again;
      const live = proxy.writer.nextLive(sequence);
      if (live > sequence) {
        this.appendGap(message, proxy, readerId, sequence, live - 1, now);
        continue;
      }
      if (again !== 0) peer.resends += 1;
      this.appendSample(message, peer, proxy, readerId, sequence, now);
    }
    this.appendHeartbeat(message, proxy, readerId, false);
    this.send(message, this.addressOf(peer, proxy));
    this.armRetry();
  }

  private appendGap(
    message: MessageWriter,
    proxy: WriterProxy,
    readerId: number,
    from: number,
    to: number,
    now: number,
  ): void {
    const last = Math.min(to, proxy.writer.lastSeq);
    message.gap(readerId, proxy.writer.entityId, from, last);
    proxy.noteGap(last, now);
    proxy.dropWanted(from, last);
  }

  private appendSample(
    message: MessageWriter,
    peer: Peer,
    proxy: WriterProxy,
    readerId: number,
    sequence: number,
    now: number,
  ): void {
    const before = message.length;
    const large = proxy.writer.write(sequence, message, readerId);
    if (large !== null) {
      const pending = Array.from({ length: Math.ceil(large.length / FRAGMENT_BYTES) }, (_, i) => i + 1);
      peer.fragments.push({ proxy, sequence, payload: large, pending });
      this.armFragments();
    }
    const [samples, bytes] = [proxy.inflightCount, proxy.inflightBytes];
    proxy.noteSent(sequence, large?.length ?? message.length - before, now);
    peer.inflightSamples += proxy.inflightCount - samples;
    peer.inflightBytes += proxy.inflightBytes - bytes;
  }

  private appendHeartbeat(
    message: MessageWriter,
    proxy: WriterProxy,
    readerId: number,
    final: boolean,
  ): void {
    const { writer } = proxy;
    // Only what was sent is said to exist, so that nobody asks for what is still waiting in the window.
    const last = proxy.sent;
    const first = Math.min(writer.firstSeq, last + 1);
    message.heartbeat(readerId, writer.entityId, first, last, ++this.heartbeatCount, final);
  }

  private heartbeat(peer: Peer, proxy: WriterProxy, final: boolean): void {
    const readerId = proxy.readerId ?? defaultReader(proxy.writer.entityId);
    const message = this.begin(peer, proxy.writer);
    this.appendHeartbeat(message, proxy, readerId, final);
    this.send(message, this.addressOf(peer, proxy));
  }

  private begin(peer: Peer, writer: LocalWriter): MessageWriter {
    const message = (this.idle.pop() ?? new MessageWriter(16384)).begin(writer.prefix);
    message.infoDst(peer.prefix);
    return message;
  }

  private send(message: MessageWriter, to: Locator): void {
    this.sentDatagrams += 1;
    this.transport.send(message.out.view(), to, () => {
      if (this.idle.length < 32 && message.out.buffer.length <= 65536) this.idle.push(message);
    });
  }

  private addressOf(peer: Peer, proxy: WriterProxy): Locator {
    if (proxy.writer.entityId !== ENTITY.discoveryInfoWriter) return peer.meta;
    const reader = proxy.readerId === null ? undefined : peer.readers.get(proxy.readerId);
    return reader?.locator ?? peer.user;
  }

  private armRetry(): void {
    this.retryTimer ??= this.runtime.setTimer(RETRY_TICK_MS, () => {
      this.retryTimer = null;
      if (this.retryTick()) this.armRetry();
    });
  }

  /** Repeats late heartbeats; returns whether anything is still open. */
  private retryTick(): boolean {
    const now = this.runtime.now();
    let open = false;
    for (const peer of this.peers()) {
      for (const proxy of peer.proxies.values()) {
        if (!proxy.waiting) continue;
        open = true;
        if (!proxy.takeRetry(now)) continue;
        if (proxy.readerId !== null) peer.unansweredHeartbeats += 1;
        this.heartbeat(peer, proxy, false);
      }
      this.pump(peer);
    }
    return open;
  }

  private armFragments(): void {
    this.fragmentTimer ??= this.runtime.setTimer(FRAGMENT_TICK_MS, () => {
      this.fragmentTimer = null;
      let open = false;
      for (const peer of this.peers()) open = this.sendFragments(peer) || open;
      if (open) this.armFragments();
    });
  }

  /** Sends a tick's worth of fragments; returns whether more are left. */
  private sendFragments(peer: Peer): boolean {
    let budget = FRAGMENT_BYTES_PER_TICK;
    while (budget > 0) {
      const job = peer.fragments[0];
      if (job === undefined) return false;
      const number = job.pending.shift();
      if (number !== undefined) budget -= this.sendFragment(peer, job, number);
      if (job.pending.length === 0) {
        peer.fragments.shift();
        this.heartbeat(peer, job.proxy, false);
      }
    }
    return peer.fragments.length > 0;
  }

  private sendFragment(peer: Peer, job: FragmentJob, number: number): number {
    const { proxy, payload } = job;
    const bytes = payload.subarray((number - 1) * FRAGMENT_BYTES, number * FRAGMENT_BYTES);
    const message = this.begin(peer, proxy.writer);
    message.infoTs(this.runtime.unixMs());
    const place = { number, fragmentBytes: FRAGMENT_BYTES, sampleBytes: payload.length };
    message.dataFrag(proxy.readerId ?? 0, proxy.writer.entityId, job.sequence, place, bytes);
    this.send(message, this.addressOf(peer, proxy));
    return bytes.length;
  }

  /** Takes note when nothing is open any more; to be called whenever something closed. */
  noteSettled(peer: Peer): void {
    if (peer.settledAt !== null || peer.inflightSamples > 0 || peer.queue.length > 0) return;
    if (!isSettled(peer)) return;
    peer.settledAt = this.runtime.now();
    this.onSettled(peer);
  }

  /** One more heartbeat for readers that were given up: a peer starved of CPU for long may have lost all of them. */
  remind(): void {
    for (const peer of this.peers()) {
      for (const proxy of peer.proxies.values()) {
        if (!proxy.givenUp) continue;
        if (proxy.readerId !== null) peer.unansweredHeartbeats += 1;
        this.heartbeat(peer, proxy, false);
      }
    }
  }

  stop(): void {
    if (this.retryTimer !== null) this.runtime.clearTimer(this.retryTimer);
    if (this.fragmentTimer !== null) this.runtime.clearTimer(this.fragmentTimer);
    this.retryTimer = null;
    this.fragmentTimer = null;
  }
}

/**
 * Whether the peer acknowledged all that it can be expected to: ros_discovery_info only when it reads that topic,
 * which is known once its own endpoints are.
 */
export function isSettled(peer: Peer): boolean {
  if (!peer.sources.every((source) => source.complete)) return false;
  let contacted = 0;
  for (const proxy of peer.proxies.values()) {
    const optional = proxy.writer.entityId === ENTITY.discoveryInfoWriter && peer.discoveryReader === null;
    if (!proxy.settled && !(optional && proxy.readerId === null)) return false;
    contacted += 1;
  }
  return contacted > 0;
}

function defaultReader(writerId: number): number {
  if (writerId === ENTITY.publicationsWriter) return ENTITY.publicationsReader;
  if (writerId === ENTITY.subscriptionsWriter) return ENTITY.subscriptionsReader;
  return ENTITY.unknown;
}
