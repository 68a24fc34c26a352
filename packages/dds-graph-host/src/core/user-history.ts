/** A sample of an application writer, kept for retransmission. */
export interface UserSample {
  readonly sequence: number;
  readonly payload: Buffer;
  /** Replies in Fast DDS manner: guid and sequence number of the request (24 bytes); `null` otherwise. */
  readonly relatedIdentity: Buffer | null;
  /** Prefix of the only participant it is meant for (replies), or `null`. */
  readonly onlyFor: string | null;
}

/** A service client's reader often matches only after its request was answered. */
const KEPT = 16;

/** The last few samples of one application writer. */
export class UserHistory {
  lastSeq = 0;
  private samples: UserSample[] = [];

  get firstSeq(): number {
    return this.samples[0]?.sequence ?? this.lastSeq + 1;
  }

  push(payload: Buffer, relatedIdentity: Buffer | null, onlyFor: string | null): UserSample {
    this.lastSeq += 1;
    const sample = { sequence: this.lastSeq, payload, relatedIdentity, onlyFor };
    this.samples.push(sample);
    if (this.samples.length > KEPT) this.samples.shift();
    return sample;
  }

  /** Lets go of the samples; their numbers stay used. */
  trim(): void {
    this.samples = [];
  }

  get(sequence: number): UserSample | null {
    return this.samples[sequence - this.firstSeq] ?? null;
  }
}
