import type { MessageWriter } from '../wire/message-writer.js';

/** A reliable writer as its per-peer senders see it: numbered samples that can be made again at any time. */
export interface LocalWriter {
  readonly entityId: number;
  readonly prefix: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** First number at or above the given one that has a sample; `lastSeq + 1` when none has. */
  nextLive(sequence: number): number;
  /** Appends one DATA submessage, or returns the bare payload when it is too large for one datagram. */
  write(sequence: number, message: MessageWriter, readerId: number): Buffer | null;
}
