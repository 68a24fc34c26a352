import type { LoadError } from './errors.js';
import { ProtocolWatch, STOP_GRACE_MS } from './load-loop.js';
import type { LoadLoop, LoopParts } from './load-loop.js';
import { nowMs } from './monotonic-clock.js';
import { startPacer } from './pacer.js';
import type { Pacer } from './pacer.js';
import { RequestSender } from './request-sender.js';
import { Schedule } from './schedule.js';

/** Time for the pacer's thread to be running before the first request is due. */
const START_AHEAD_MS = 150;

/**
 * Sends every request when it is due, however many are outstanding, so that a stall of the target meets
 * the requests that real clients would have sent into it (no coordinated omission).
 */
export class OpenLoop implements LoadLoop {
  readonly #parts: LoopParts;
  readonly #sender: RequestSender;
  readonly #watch = new ProtocolWatch();
  readonly #schedule: Schedule;
  readonly #warmupCount: number;
  #total: number;
  #next = 0;
  #endMs: number;
  #pacer: Pacer | null = null;
  #wake: (() => void) | null = null;
  #failure: LoadError | null = null;
  #grace: NodeJS.Timeout | null = null;

  constructor(parts: LoopParts) {
    const { plan } = parts;
    this.#parts = parts;
    this.#schedule = new Schedule(nowMs() + START_AHEAD_MS, plan.rate);
    this.#warmupCount = this.#schedule.countWithin(plan.warmupS * 1000);
    this.#total = this.#warmupCount + this.#schedule.countWithin(plan.durationS * 1000);
    this.#endMs = this.windowStartMs + plan.durationS * 1000;
    this.#sender = new RequestSender(
      parts.pool,
      parts.recorder,
      parts.requests,
      plan.timeoutS * 1000,
      (outcome) => {
        const failure = this.#watch.see(outcome);
        if (failure !== null) this.#fail(failure);
        this.#wake?.();
      },
    );
  }

  get windowStartMs(): number {
    return this.#schedule.dueMs(this.#warmupCount);
  }

  get queuedCount(): number {
    return this.#sender.queuedCount;
  }

  windowS(): number {
    return Math.max(0, this.#endMs - this.windowStartMs) / 1000;
  }

  async run(): Promise<void> {
    this.#pacer = startPacer(this.#schedule.startMs, this.#schedule.periodMs, this.#tick);
    try {
      await this.#allSent();
      await this.#allSettled();
    } finally {
      if (this.#grace !== null) clearTimeout(this.#grace);
      this.#sender.close();
      await this.#pacer.stop();
    }
    const failure = this.#failure ?? this.#watch.verdict();
    if (failure !== null) throw failure;
  }

  stop(): void {
    const now = nowMs();
    if (this.#next >= this.#total && now >= this.#endMs) {
      this.#armGrace();
      return;
    }
    // What is due by now belongs to the run, even if a frozen generator has not sent it yet.
    this.#sendDue(now);
    this.#total = Math.min(this.#total, this.#next);
    this.#endMs = Math.min(this.#endMs, Math.max(now, this.windowStartMs));
    this.#armGrace();
    this.#wake?.();
  }

  #armGrace(): void {
    this.#grace ??= setTimeout(() => this.#sender.abandonAll('unfinished'), STOP_GRACE_MS);
  }

  #fail(failure: LoadError): void {
    this.#failure ??= failure;
    this.#total = this.#next;
    this.#endMs = nowMs();
    // Not from within the settling of a request: that one's connection is still being returned.
    setImmediate(() => this.#sender.abandonAll('unfinished'));
  }

  readonly #tick = (): void => {
    const pacer = this.#pacer;
    if (pacer !== null && this.#next < this.#total)
      this.#sendDue(pacer.waitOut(this.#schedule.dueMs(this.#next)));
    if (this.#next >= this.#total) this.#wake?.();
  };

  #sendDue(now: number): void {
    while (this.#next < this.#total) {
      const dueMs = this.#schedule.dueMs(this.#next);
      if (dueMs > now) return;
      const counted = this.#next >= this.#warmupCount;
      this.#next += 1;
      this.#sender.send({ pathIndex: this.#parts.mix.next(), dueMs, counted });
    }
  }

  /** The window's end counts too: streams stay open for it, and its length is what was asked for. */
  async #allSent(): Promise<void> {
    await new Promise<void>((resolve) => {
      let timer: NodeJS.Timeout | null = null;
      this.#wake = (): void => {
        if (this.#next < this.#total) return;
        const leftMs = this.#endMs - nowMs();
        if (timer !== null) clearTimeout(timer);
        if (leftMs <= 0) resolve();
        else timer = setTimeout(() => this.#wake?.(), Math.ceil(leftMs));
      };
      this.#wake();
    });
  }

  async #allSettled(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = (): void => {
        if (this.#sender.outstanding === 0) resolve();
      };
      this.#wake();
    });
  }
}
