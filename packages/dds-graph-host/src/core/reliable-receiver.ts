import { MessageWriter } from '../wire/message-writer.js';
import type { DataFragSubmessage, GapSubmessage, HeartbeatSubmessage } from '../wire/message-reader.js';
import type { PrefixKey } from '../wire/guid.js';
import type { Peer } from './peer.js';
import { FragmentBudget, ReaderProxy } from './reader-proxy.js';
import type { Runtime, TimerHandle } from './runtime.js';
import type { DatagramTransport } from './transport.js';

const RETRY_MS = 300;
const MAX_TRIES = 20;

/**
 * The reading half of reliability, for the few readers that really listen: acknowledges, asks for what is missing,
 * and says at first contact that it is there.
 */
export class ReliableReceiver {
  private readonly proxies = new Map<Peer, Map<number, ReaderProxy>>();
  private readonly greeting = new Map<ReaderProxy, { peer: Peer; tries: number }>();
  private readonly budget = new FragmentBudget();
  private timer: TimerHandle | null = null;
  /** Never starts again, not even for a peer that was lost and found: Fast DDS ignores numbers it has passed. */
  private ackCount = 0;

  /** A writer of the peer was greeted in vain. */
  onSilent: (peer: Peer) => void = () => {};

  constructor(
    private readonly runtime: Runtime,
    private readonly transport: DatagramTransport,
    private readonly ownPrefix: PrefixKey,
  ) {}

  /** Begins to read a writer of a peer; says so until its first heartbeat. */
  follow(peer: Peer, writerId: number, readerId: number): void {
    let ofPeer = this.proxies.get(peer);
    if (ofPeer === undefined) this.proxies.set(peer, (ofPeer = new Map()));
    if (ofPeer.has(writerId)) return;
    const proxy = new ReaderProxy(writerId, readerId, this.budget);
    ofPeer.set(writerId, proxy);
    peer.sources.push(proxy);
    this.greeting.set(proxy, { peer, tries: 0 });
    this.sendAck(peer, proxy);
    this.arm();
  }

  get(peer: Peer, writerId: number): ReaderProxy | null {
    return this.proxies.get(peer)?.get(writerId) ?? null;
  }

  forget(peer: Peer): void {
    for (const proxy of this.proxies.get(peer)?.values() ?? []) {
      this.greeting.delete(proxy);
      proxy.release();
    }
    this.proxies.delete(peer);
  }

  heartbeat(peer: Peer, proxy: ReaderProxy, heartbeat: HeartbeatSubmessage): void {
    this.greeting.delete(proxy);
    if (proxy.heartbeat(heartbeat)) this.sendAck(peer, proxy);
  }

  gap(proxy: ReaderProxy, gap: GapSubmessage): void {
    proxy.gap(gap.start, gap.list);
  }

  fragment(proxy: ReaderProxy, fragment: DataFragSubmessage): Buffer | null {
    return proxy.fragment(fragment);
  }

  private sendAck(peer: Peer, proxy: ReaderProxy): void {
    const message = new MessageWriter(256).begin(this.ownPrefix);
    message.infoDst(peer.prefix);
    message.acknack(
      proxy.readerId,
      proxy.writerId,
      proxy.next,
      proxy.missing(),
      ++this.ackCount,
      proxy.heartbeatSeen,
    );
    for (const { sequence, fragments } of proxy.missingFragments()) {
      message.nackFrag(proxy.readerId, proxy.writerId, sequence, fragments, this.ackCount);
    }
    this.transport.send(message.out.view(), peer.meta);
  }

  private arm(): void {
    this.timer ??= this.runtime.setTimer(RETRY_MS, () => {
      this.timer = null;
      for (const [proxy, greeting] of this.greeting) {
        if (++greeting.tries <= MAX_TRIES) this.sendAck(greeting.peer, proxy);
        else {
          proxy.silent = true;
          this.greeting.delete(proxy);
          this.onSilent(greeting.peer);
        }
      }
      if (this.greeting.size > 0) this.arm();
    });
  }

  stop(): void {
    if (this.timer !== null) this.runtime.clearTimer(this.timer);
    this.timer = null;
  }
}
