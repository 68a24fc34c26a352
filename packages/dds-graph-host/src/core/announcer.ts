import type { Locator } from '../wire/locator.js';
import type { LocalParticipant } from './local-participant.js';
import type { Peer } from './peer.js';
import type { Runtime, TimerHandle } from './runtime.js';
import { spdpGoodbye, spdpMessage } from './spdp.js';
import type { DatagramTransport } from './transport.js';

const FIRST_ROUNDS = 5;
const FIRST_ROUND_MS = 500;
/** Announcements are small but many: more at once overruns the receiver's buffer. */
const BATCH = 40;
const BATCH_MS = 3;

export interface AnnouncerOptions {
  readonly domain: number;
  readonly leaseS: number;
  /** Unicast addresses at which a peer may be waiting. */
  readonly targets: readonly Locator[];
}

/**
 * Makes participants known and keeps their leases alive. Only the first one looks for strangers; the others are
 * announced to peers that were found, so that a thousand participants do not knock at every port.
 */
export class Announcer {
  private readonly queue: { participant: LocalParticipant; to: Locator; peer: Peer | null }[] = [];
  private batchTimer: TimerHandle | null = null;
  private roundTimer: TimerHandle | null = null;
  private leaseTimer: TimerHandle | null = null;
  private rounds = 0;
  /** The leases are being renewed. */
  onRenewal: () => void = () => {};

  constructor(
    private readonly runtime: Runtime,
    private readonly transport: DatagramTransport,
    private readonly options: AnnouncerOptions,
    private readonly participants: () => readonly LocalParticipant[],
    private readonly peers: () => Iterable<Peer>,
  ) {}

  start(): void {
    this.round();
    const renew = (): void => {
      this.leaseTimer = this.runtime.setTimer(this.options.leaseS * 300, renew);
      this.lookForStrangers();
      for (const peer of this.peers()) this.greet(peer);
      this.onRenewal();
    };
    this.leaseTimer = this.runtime.setTimer(this.options.leaseS * 300, renew);
  }

  /** Looks for strangers now and a few more times, and repeats to known peers what they have not reacted to. */
  private round(): void {
    this.lookForStrangers();
    for (const peer of this.peers()) this.greet(peer, true);
    if (++this.rounds < FIRST_ROUNDS) this.armRound();
  }

  private armRound(): void {
    this.roundTimer ??= this.runtime.setTimer(FIRST_ROUND_MS, () => {
      this.roundTimer = null;
      this.round();
    });
  }

  private lookForStrangers(): void {
    const first = this.participants()[0];
    if (first === undefined) return;
    const { group } = this.transport;
    for (const to of group === null ? this.options.targets : [group, ...this.options.targets])
      this.enqueue(first, to, null);
  }

  /** Announces every participant to one peer, or only those whose discovery writers it has not answered yet. */
  greet(peer: Peer, unansweredOnly = false): void {
    for (const participant of this.participants()) {
      const answered = (peer.proxies.get(participant.publicationsWriter)?.readerId ?? null) !== null;
      if (unansweredOnly && answered) continue;
      this.enqueue(participant, peer.meta, peer);
    }
  }

  /** A peer was found: tell it everything, and again soon in case some of it is lost. */
  welcome(peer: Peer): void {
    this.greet(peer);
    this.rounds = 0;
    this.armRound();
  }

  announce(participant: LocalParticipant): void {
    for (const peer of this.peers()) this.enqueue(participant, peer.meta, peer);
    this.rounds = 0;
    this.armRound();
  }

  /** Says that a participant is gone, to everybody who may know it. Returns when handed to the transport. */
  goodbye(participant: LocalParticipant): void {
    const bytes = spdpGoodbye(participant.prefix, this.runtime.unixMs());
    if (this.transport.group !== null) this.transport.send(bytes, this.transport.group);
    for (const peer of this.peers()) this.transport.send(bytes, peer.meta);
  }

  private enqueue(participant: LocalParticipant, to: Locator, peer: Peer | null): void {
    this.queue.push({ participant, to, peer });
    if (this.batchTimer === null) this.sendBatch();
  }

  private sendBatch(): void {
    this.batchTimer = null;
    const { domain, leaseS } = this.options;
    for (const { participant, to, peer } of this.queue.splice(0, BATCH)) {
      const { prefix, index } = participant;
      const announcement = { prefix, listens: index === 0, locator: this.transport.locator, domain, leaseS };
      this.transport.send(spdpMessage(announcement, peer?.prefix ?? null, this.runtime.unixMs()), to);
    }
    if (this.queue.length > 0) this.batchTimer = this.runtime.setTimer(BATCH_MS, () => this.sendBatch());
  }

  stop(): void {
    for (const timer of [this.batchTimer, this.roundTimer, this.leaseTimer])
      if (timer !== null) this.runtime.clearTimer(timer);
    this.queue.length = 0;
  }
}
