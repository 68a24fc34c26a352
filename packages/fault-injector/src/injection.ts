import type { Fault } from './fault.js';

/** One injection as it went; milliseconds on the clock of `performance.now()`. */
export interface Injection {
  code: string;
  /** When the report left. */
  startMs: number;
  /** When its answer was there; null when none came. */
  endMs: number | null;
  /** Why it failed; null when the fault manager took it. */
  error: string | null;
}

export interface BurstRequest {
  faults: readonly Fault[];
  /** Seconds from one start to the next; 0 starts all at once. */
  paceS: number;
  signal: AbortSignal;
}

/** A way to report faults. */
export interface FaultSender {
  /** Gets ready: what it takes to be quick when the burst is due. */
  prepare(): Promise<void>;
  /** Reports every fault; a fault that failed says so in its injection and throws nothing. */
  burst(request: BurstRequest): Promise<Injection[]>;
  /** Takes faults back; gives the codes that could not be, with the reason. */
  clear(codes: readonly string[]): Promise<{ code: string; error: string }[]>;
  /** Ends whatever it kept running. */
  close(): Promise<void>;
}

/** What a way to send single reports does; the burst is made of many at once. */
export interface SingleSender {
  /** Resolves with the moment the report left, once it was accepted. */
  send(fault: Fault, signal: AbortSignal): Promise<{ startMs?: number }>;
  /** Null where there is no way to take a fault back. */
  clear: ((code: string) => Promise<void>) | null;
}

/** An error of a report that had already left. */
export class InjectionError extends Error {
  override readonly name = 'InjectionError';
  readonly startMs: number | undefined;

  constructor(message: string, startMs?: number) {
    super(message);
    this.startMs = startMs;
  }
}
