import type { LoadError } from './errors.js';
import { ProtocolWatch, STOP_GRACE_MS } from './load-loop.js';
import type { LoadLoop, LoopParts } from './load-loop.js';
import { nowMs } from './monotonic-clock.js';
import { RequestSender } from './request-sender.js';

/**
 * Each worker sends, waits for the answer, then waits for its pace. A stall of the target silences the
 * workers, so its percentiles are those of the requests that were never sent into it: for comparison only.
 */
export class ClosedLoop implements LoadLoop {
  readonly #parts: LoopParts;
  readonly #sender: RequestSender;
  readonly #watch = new ProtocolWatch();
  readonly #startMs: number = nowMs();
  /** Between two sends of one worker; 0 sends as soon as the answer is there. */
  readonly #periodMs: number;
  readonly #pauses = new Set<NodeJS.Timeout>();
  #endMs: number;
  #nested = 0;
  #running: number;
  #finished: (() => void) | null = null;
  #failure: LoadError | null = null;
  #grace: NodeJS.Timeout | null = null;

  constructor(parts: LoopParts) {
    const { plan } = parts;
    this.#parts = parts;
    this.#running = plan.workers;
    this.#periodMs = plan.rate === 0 ? 0 : (plan.workers / plan.rate) * 1000;
    this.#endMs = this.windowStartMs + plan.durationS * 1000;
    this.#sender = new RequestSender(
      parts.pool,
      parts.recorder,
      parts.requests,
      plan.timeoutS * 1000,
      (outcome) => {
        this.#failure ??= this.#watch.see(outcome);
      },
    );
  }

  get windowStartMs(): number {
    return this.#startMs + this.#parts.plan.warmupS * 1000;
  }

  get queuedCount(): number {
    return this.#sender.queuedCount;
  }

  windowS(): number {
    return Math.max(0, this.#endMs - this.windowStartMs) / 1000;
  }

  async run(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#finished = resolve;
      for (let i = 0; i < this.#parts.plan.workers; i += 1) {
        this.#after((i * this.#periodMs) / this.#parts.plan.workers, this.#step);
      }
    });
    if (this.#grace !== null) clearTimeout(this.#grace);
    this.#sender.close();
    const failure = this.#failure ?? this.#watch.verdict();
    if (failure !== null) throw failure;
  }

  stop(): void {
    this.#endMs = Math.min(this.#endMs, Math.max(nowMs(), this.windowStartMs));
    for (const pause of this.#pauses) {
      clearTimeout(pause);
      this.#leave();
    }
    this.#pauses.clear();
    this.#grace ??= setTimeout(() => this.#sender.abandonAll('unfinished'), STOP_GRACE_MS);
  }

  readonly #step = (): void => {
    const now = nowMs();
    if (now >= this.#endMs || this.#failure !== null) {
      this.#leave();
      return;
    }
    const nextMs = now + this.#periodMs;
    this.#sender.send({
      pathIndex: this.#parts.mix.next(),
      dueMs: null,
      counted: now >= this.windowStartMs,
      onDone: () => this.#after(Math.min(nextMs, this.#endMs) - nowMs(), this.#step),
    });
  };

  #after(delayMs: number, step: () => void): void {
    if (delayMs <= 0) {
      // A fresh turn of the loop now and then, so that sends that fail at once cannot nest without end.
      this.#nested += 1;
      if (this.#nested % 64 === 0) setImmediate(step);
      else step();
      return;
    }
    const pause = setTimeout(() => {
      this.#pauses.delete(pause);
      step();
    }, delayMs);
    this.#pauses.add(pause);
  }

  #leave(): void {
    this.#running -= 1;
    if (this.#running === 0) this.#finished?.();
  }
}
