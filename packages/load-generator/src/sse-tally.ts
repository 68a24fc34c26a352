import { LatencyHistogram } from './latency-histogram.js';
import type { SseResult } from './load-result.js';

/** Event types are the server's choice: beyond this many they share a row. */
const MAX_TYPES = 64;

/** Counts of all streams of a run together. */
export class SseTally {
  readonly #delivery = new LatencyHistogram();
  readonly #types = new Map<string, number>();
  readonly #refusedBy = new Map<string, number>();
  readonly #disconnectsBy = new Map<string, number>();
  opened = 0;
  refused = 0;
  reconnects = 0;
  events = 0;
  keepalives = 0;
  replayed = 0;
  throttled = 0;
  bytes = 0;
  clockAhead = 0;
  #gaps: number | null = null;
  #missed: number | null = null;

  event(type: string): void {
    this.events += 1;
    bump(this.#types, this.#types.has(type) || this.#types.size < MAX_TYPES ? type : 'other');
  }

  /** `ageMs`: receive time minus the event's own; `streamAgeMs`: how long the stream had been open. */
  delivered(ageMs: number, streamAgeMs: number): void {
    if (ageMs > streamAgeMs) this.replayed += 1;
    else if (ageMs < 0) this.clockAhead += 1;
    else this.#delivery.record(ageMs);
  }

  /** What {@link EventGaps} says of an event; null counts for nothing. */
  missedBefore(count: number | null): void {
    if (count === null) return;
    this.#gaps = (this.#gaps ?? 0) + (count > 0 ? 1 : 0);
    this.#missed = (this.#missed ?? 0) + count;
  }

  refusedFor(reason: string): void {
    this.refused += 1;
    bump(this.#refusedBy, reason);
  }

  disconnectedFor(reason: string): void {
    bump(this.#disconnectsBy, reason);
  }

  result(asked: number, openAtEnd: number): SseResult {
    return {
      streams_asked: asked,
      streams_opened: this.opened,
      streams_refused: this.refused,
      refused_by: Object.fromEntries(this.#refusedBy),
      streams_open_at_end: openAtEnd,
      reconnect_count: this.reconnects,
      disconnects_by: Object.fromEntries(this.#disconnectsBy),
      event_count: this.events,
      events_by_type: Object.fromEntries(this.#types),
      keepalive_count: this.keepalives,
      gap_count: this.#gaps,
      missed_event_count: this.#missed,
      replayed_count: this.replayed,
      throttled_count: this.throttled,
      bytes: this.bytes,
      delivery: this.#delivery.summary(),
      clock_ahead_count: this.clockAhead,
    };
  }
}

function bump(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
