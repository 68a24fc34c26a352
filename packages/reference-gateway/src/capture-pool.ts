import { CaptureBuffer } from './capture-buffer.js';
import type { Params } from './params.js';
import { numberOf } from './params.js';

/** Takes snapshots of confirmed faults: each holds a worker, and a buffer of known size, for a known time. */
export class CapturePool {
  readonly #params: Params;
  readonly #onDone: (code: string) => void;
  readonly #queue: string[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #kept: CaptureBuffer[] = [];
  /** Captures that found the queue full. */
  dropped: number = 0;

  constructor(params: Params, onDone: (code: string) => void) {
    this.#params = params;
    this.#onDone = onDone;
  }

  get active(): number {
    return this.#timers.size;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /** Bytes that earlier captures keep for good. */
  get keptBytes(): number {
    return this.#kept.reduce((sum, buffer) => sum + buffer.bytes, 0);
  }

  capture(code: string): void {
    if (this.#params.get('snapshots.enabled') !== true) return;
    if (this.active < numberOf(this.#params, 'snapshots.capture_pool_size')) this.#start(code);
    else if (this.waiting < numberOf(this.#params, 'snapshots.capture_queue_depth')) this.#queue.push(code);
    else {
      this.dropped += 1;
      if (this.#params.get('snapshots.capture_queue_full_policy') !== 'drop_oldest') return;
      this.#queue.shift();
      this.#queue.push(code);
    }
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#queue.length = 0;
  }

  #start(code: string): void {
    const bytes = numberOf(this.#params, 'reference.capture_bytes');
    const buffer = bytes > 0 ? new CaptureBuffer(bytes) : null;
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        this.#end(buffer);
        this.#onDone(code);
        const next = this.#queue.shift();
        if (next !== undefined) this.#start(next);
      },
      numberOf(this.#params, 'reference.capture_duration_s') * 1000,
    );
    this.#timers.add(timer);
  }

  #end(buffer: CaptureBuffer | null): void {
    if (!buffer) return;
    buffer.release(numberOf(this.#params, 'reference.capture_retain_bytes'));
    if (buffer.bytes > 0) this.#kept.push(buffer);
  }
}
