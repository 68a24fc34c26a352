import type { NumberSet } from '../wire/sequence-set.js';
import type { LocalWriter } from './local-writer.js';

/** A NACK for something sent less than this ago has crossed it on the way. */
const CROSSING_MS = 60;
/** A reader that starts again from nothing this long after its first acknowledgement has forgotten us. */
const FORGOTTEN_AFTER_MS = 500;
/** First wait for an acknowledgement before the heartbeat is repeated; doubles up to the cap. */
const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 2000;
/** After so many unanswered heartbeats the reader is left alone until it is heard of again. */
const MAX_RETRIES = 12;

interface Inflight {
  readonly sequence: number;
  bytes: number;
  sentAt: number;
}

/** What one writer knows of one peer's reader: what it has, what is on the way, what it asked for again. */
export class WriterProxy {
  /** Every sample up to here is acknowledged. */
  acked = 0;
  /** Every sample up to here was sent once. */
  sent = 0;
  /** Set by the first ACKNACK: from then on the reader listens. */
  readerId: number | null = null;
  queued = false;
  inflightBytes = 0;
  private inflight: Inflight[] = [];
  private readonly wanted = new Set<number>();
  private firstAckAt = -1;
  private retryMs = FIRST_RETRY_MS;
  private retryAt = 0;
  private retries = 0;

  constructor(readonly writer: LocalWriter) {}

  get inflightCount(): number {
    return this.inflight.length;
  }

  /** How many samples were asked for again. */
  get wantedCount(): number {
    return this.wanted.size;
  }

  /** True when the reader has everything there is. */
  get settled(): boolean {
    return this.readerId !== null && this.acked >= this.writer.lastSeq;
  }

  get hasWork(): boolean {
    return this.readerId !== null && (this.wanted.size > 0 || this.sent < this.writer.lastSeq);
  }

  /** Something is on the way, or the reader has not spoken yet, and a heartbeat may still help. */
  get waiting(): boolean {
    return this.retries < MAX_RETRIES && (this.readerId === null ? this.retryAt > 0 : this.acked < this.sent);
  }

  /** Something is open, but the reader has left so many heartbeats unanswered that they are no longer repeated. */
  get givenUp(): boolean {
    return this.retries >= MAX_RETRIES && (this.readerId === null || this.acked < this.sent);
  }

  /** Starts the wait for a first sign of a reader that the peer says it has. */
  expectReader(now: number): void {
    if (this.readerId !== null && this.acked >= this.sent) return;
    this.retries = 0;
    this.retryMs = FIRST_RETRY_MS * 5;
    this.retryAt = now + this.retryMs;
  }

  /** Whether a heartbeat is due; when it is, the next wait is twice as long. */
  takeRetry(now: number): boolean {
    if (!this.waiting || now < this.retryAt) return false;
    this.retries += 1;
    this.retryMs = Math.min(this.retryMs * 2, MAX_RETRY_MS);
    this.retryAt = now + this.retryMs;
    return true;
  }

  noteSent(sequence: number, bytes: number, now: number): void {
    if (sequence > this.sent) {
      this.sent = sequence;
      this.inflight.push({ sequence, bytes, sentAt: now });
      this.inflightBytes += bytes;
    } else {
      const entry = this.inflight.find((item) => item.sequence === sequence);
      if (entry !== undefined) entry.sentAt = now;
    }
    this.retryAt = now + this.retryMs;
  }

  noteGap(to: number, now: number): void {
    this.sent = Math.max(this.sent, to);
    this.retryAt = now + this.retryMs;
  }

  /** The lowest number asked for again, taken off the list; 0 when there is none. */
  takeWanted(): number {
    let lowest = 0;
    for (const sequence of this.wanted) if (lowest === 0 || sequence < lowest) lowest = sequence;
    this.wanted.delete(lowest);
    return lowest;
  }

  /** Forgets requests inside a range just declared irrelevant. */
  dropWanted(from: number, to: number): void {
    for (const sequence of this.wanted) if (sequence >= from && sequence <= to) this.wanted.delete(sequence);
  }

  /** Takes an ACKNACK in. Returns what it meant. */
  acknack(readerId: number, set: NumberSet, now: number): 'first' | 'progress' | 'nothing' {
    const first = this.readerId === null;
    this.readerId = readerId;
    this.retries = 0;
    if (set.base <= 1 && set.members.length === 0 && this.forgotten(now)) {
      this.restart();
      return 'first';
    }
    const acked = Math.min(set.base - 1, this.sent);
    const progressed = acked > this.acked;
    if (progressed) this.advance(acked, now);
    for (const sequence of set.members) this.want(sequence, now);
    return first ? 'first' : progressed || this.wanted.size > 0 ? 'progress' : 'nothing';
  }

  private forgotten(now: number): boolean {
    return this.acked > 0 && this.firstAckAt >= 0 && now - this.firstAckAt > FORGOTTEN_AFTER_MS;
  }

  private restart(): void {
    this.acked = 0;
    this.sent = 0;
    this.inflight = [];
    this.inflightBytes = 0;
    this.wanted.clear();
    this.firstAckAt = -1;
  }

  private advance(acked: number, now: number): void {
    if (this.firstAckAt < 0) this.firstAckAt = now;
    this.acked = acked;
    let done = 0;
    for (const item of this.inflight) {
      if (item.sequence > acked) break;
      this.inflightBytes -= item.bytes;
      done += 1;
    }
    if (done > 0) this.inflight.splice(0, done);
    this.dropWanted(0, acked);
    this.retryMs = FIRST_RETRY_MS;
    this.retryAt = now + this.retryMs;
  }

  private want(sequence: number, now: number): void {
    if (sequence <= this.acked || sequence > this.sent) return;
    const entry = this.inflight.find((item) => item.sequence === sequence);
    if (entry !== undefined && now - entry.sentAt < CROSSING_MS) return;
    this.wanted.add(sequence);
  }
}
