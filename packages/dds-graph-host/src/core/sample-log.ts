/**
 * The history of one discovery writer: which entity each sequence number speaks of, and nothing else.
 * Payloads are made again from the graph whenever they are sent, which is what keeps 100,000 endpoints small.
 * A positive reference is an endpoint that exists, a negative one its disposal; a number that is missing is a gap.
 */
export class SampleLog {
  private sequences: number[] = [];
  private references: number[] = [];
  private holes = 0;
  private last = 0;

  get lastSeq(): number {
    return this.last;
  }

  /** The lowest number that still has a sample; `lastSeq + 1` when there is none. */
  get firstSeq(): number {
    return this.nextLive(1);
  }

  /** Live entries plus holes not yet compacted: what the log costs. */
  get storedCount(): number {
    return this.sequences.length;
  }

  push(reference: number): number {
    this.last += 1;
    this.sequences.push(this.last);
    this.references.push(reference);
    return this.last;
  }

  /** Turns a sample into a gap; unknown numbers are ignored. */
  remove(sequence: number): void {
    const at = this.indexAtOrAfter(sequence);
    if (this.sequences[at] !== sequence || this.references[at] === 0) return;
    this.references[at] = 0;
    this.holes += 1;
    if (this.holes > 64 && this.holes * 2 > this.sequences.length) this.compact();
  }

  /** The entity a number speaks of, or 0 for a gap. */
  at(sequence: number): number {
    const at = this.indexAtOrAfter(sequence);
    return this.sequences[at] === sequence ? (this.references[at] ?? 0) : 0;
  }

  /** The first number at or above `sequence` that has a sample; `lastSeq + 1` when none has. */
  nextLive(sequence: number): number {
    for (let at = this.indexAtOrAfter(sequence); at < this.sequences.length; at++) {
      if (this.references[at] !== 0) return this.sequences[at] ?? 0;
    }
    return this.last + 1;
  }

  private indexAtOrAfter(sequence: number): number {
    let low = 0;
    let high = this.sequences.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.sequences[middle] ?? 0) < sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private compact(): void {
    const kept: number[] = [];
    const references: number[] = [];
    for (let i = 0; i < this.sequences.length; i++) {
      const reference = this.references[i] ?? 0;
      if (reference === 0) continue;
      kept.push(this.sequences[i] ?? 0);
      references.push(reference);
    }
    this.sequences = kept;
    this.references = references;
    this.holes = 0;
  }
}
