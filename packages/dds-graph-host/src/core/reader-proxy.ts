import type { DataFragSubmessage, HeartbeatSubmessage } from '../wire/message-reader.js';
import type { NumberSet } from '../wire/sequence-set.js';

/** How far ahead of the first missing number samples are kept track of: one bitmap. */
const HORIZON = 256;
/** Fragmented samples under way at once, and the largest one taken: memory a stranger can make us hold. */
const MAX_PARTIAL = 4;
const MAX_SAMPLE_BYTES = 4 * 1024 * 1024;

/** A fragment may be no smaller than this: each is kept account of. */
const MIN_FRAGMENT_BYTES = 512;

/** What incomplete samples of all writers together may hold, so that no flood of first fragments fills the memory. */
export class FragmentBudget {
  private used = 0;

  constructor(private readonly limitBytes: number = 64 * 1024 * 1024) {}

  /** Whether so many bytes were free; takes them then. */
  take(bytes: number): boolean {
    if (this.used + bytes > this.limitBytes) return false;
    this.used += bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.used -= bytes;
  }
}

interface PartialSample {
  readonly bytes: Buffer;
  readonly fragmentBytes: number;
  readonly missing: Set<number>;
}

/** What one of our readers has of one remote writer. Samples are handed on as they come; order does not matter here. */
export class ReaderProxy {
  /** Everything below is here or was declared irrelevant. */
  next = 1;
  heartbeatSeen = false;
  lastHeartbeatCount = 0;
  private readonly ahead = new Set<number>();
  private readonly partial = new Map<number, PartialSample>();
  private last = 0;
  /** It was greeted often enough: whoever has not answered by now has nothing to say. */
  silent = false;

  constructor(
    readonly writerId: number,
    readonly readerId: number,
    private readonly budget: FragmentBudget,
  ) {}

  /** Everything that the writer says it has is here. */
  get complete(): boolean {
    return this.silent || (this.heartbeatSeen && this.next > this.last);
  }

  /** Whether a sample is new; takes note of it. Those beyond the horizon are left for a resend. */
  accept(sequence: number): boolean {
    if (sequence < this.next || this.ahead.has(sequence) || sequence >= this.next + HORIZON) return false;
    this.ahead.add(sequence);
    this.dropPartial(sequence);
    this.closeUp();
    return true;
  }

  /** Lets go of incomplete samples: the writer is forgotten. */
  release(): void {
    for (const sequence of this.partial.keys()) this.dropPartial(sequence);
  }

  private dropPartial(sequence: number): void {
    this.budget.giveBack(this.partial.get(sequence)?.bytes.length ?? 0);
    this.partial.delete(sequence);
  }

  gap(start: number, list: NumberSet): void {
    if (start <= this.next) this.next = Math.max(this.next, list.base);
    else for (let n = start; n < list.base && n < this.next + HORIZON; n++) this.ahead.add(n);
    for (const n of list.members) if (n >= this.next && n < this.next + HORIZON) this.ahead.add(n);
    this.closeUp();
  }

  private closeUp(): void {
    while (this.ahead.delete(this.next)) this.next += 1;
    for (const n of this.ahead) if (n < this.next) this.ahead.delete(n);
    for (const n of this.partial.keys()) if (n < this.next) this.dropPartial(n);
  }

  /** Takes a heartbeat in; returns whether it asks for an answer. */
  heartbeat(heartbeat: HeartbeatSubmessage): boolean {
    this.heartbeatSeen = true;
    if (heartbeat.first > this.next) {
      this.next = heartbeat.first;
      this.closeUp();
    }
    this.last = Math.max(this.last, heartbeat.last);
    return !heartbeat.final || this.next <= heartbeat.last;
  }

  /** The numbers that are known to exist and are not here, for an ACKNACK with base `next`. */
  missing(): number[] {
    const missing: number[] = [];
    for (let n = this.next; n <= this.last && n < this.next + HORIZON; n++) {
      if (!this.ahead.has(n) && !this.partial.has(n)) missing.push(n);
    }
    return missing;
  }

  /** Incomplete samples and the fragments they still need. */
  missingFragments(): { sequence: number; fragments: number[] }[] {
    return [...this.partial].map(([sequence, partial]) => ({
      sequence,
      fragments: [...partial.missing].slice(0, 200),
    }));
  }

  /** Takes a fragment in; returns the whole sample once it is there. */
  fragment(data: DataFragSubmessage): Buffer | null {
    const { sequence, fragmentBytes, sampleBytes } = data;
    if (sequence < this.next || this.ahead.has(sequence) || sequence >= this.next + HORIZON) return null;
    if (sampleBytes === 0 || sampleBytes > MAX_SAMPLE_BYTES) return null;
    let partial = this.partial.get(sequence);
    if (partial === undefined) {
      if (this.partial.size >= MAX_PARTIAL || fragmentBytes < MIN_FRAGMENT_BYTES) return null;
      const count = Math.ceil(sampleBytes / fragmentBytes);
      if (!this.budget.take(sampleBytes)) return null;
      const missing = new Set(Array.from({ length: count }, (_, i) => i + 1));
      partial = { bytes: Buffer.alloc(sampleBytes), fragmentBytes, missing };
      this.partial.set(sequence, partial);
    }
    if (partial.fragmentBytes !== fragmentBytes || partial.bytes.length !== sampleBytes) return null;
    for (let i = 0; i < data.fragmentCount; i++) {
      const number = data.firstFragment + i;
      const at = (number - 1) * fragmentBytes;
      const piece = data.bytes.subarray(i * fragmentBytes, (i + 1) * fragmentBytes);
      if (at >= sampleBytes || piece.length < Math.min(fragmentBytes, sampleBytes - at)) return null;
      piece.copy(partial.bytes, at, 0, Math.min(fragmentBytes, sampleBytes - at));
      partial.missing.delete(number);
    }
    return partial.missing.size === 0 ? partial.bytes : null;
  }
}
