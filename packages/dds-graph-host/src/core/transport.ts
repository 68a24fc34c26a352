import type { Locator } from '../wire/locator.js';

/** What the protocol needs of a network: datagrams in, datagrams out. */
export interface DatagramTransport {
  /** Where peers reach this host. */
  readonly locator: Locator;
  /** The group that announcements go to, or `null` when multicast is not to be had. */
  readonly group: Locator | null;
  /** Largest datagram worth sending, in bytes. */
  readonly maxDatagramBytes: number;
  /**
   * Whether a peer's locator may be sent to: keeps forged announcements from steering traffic elsewhere, and those that
   * come from another machine from meaning this one's loopback.
   */
  allows(address: string, toldFrom: string): boolean;
  /** Hands the bytes over; they may be reused once `done` is called (or at once when it is absent and the bytes are private). */
  send(bytes: Buffer, to: Locator, done?: () => void): void;
  /** Starts delivery. */
  listen(receive: (datagram: Buffer, from: Locator) => void): void;
  close(): Promise<void>;
}
