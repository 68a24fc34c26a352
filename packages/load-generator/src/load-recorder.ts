import { LatencyHistogram } from './latency-histogram.js';
import type { LatencySummary, TimelineRow } from './load-result.js';
import type { ErrorKind, Outcome } from './outcome.js';

/** Times of one request on the monotonic clock, in milliseconds. */
export interface RequestTimes {
  readonly dueMs: number;
  readonly sentMs: number;
  readonly doneMs: number;
}

/** A server may invent statuses: beyond this many they share a row. */
const MAX_STATUSES = 64;

interface Tally {
  histogram: LatencyHistogram;
  errors: number;
}

/** Takes every finished request of a window; size bounded by paths, statuses and seconds. */
export class LoadRecorder {
  readonly #paths: readonly string[];
  readonly #windowStartMs: () => number;
  readonly #all = new LatencyHistogram();
  readonly #success = new LatencyHistogram();
  readonly #service = new LatencyHistogram();
  readonly #lag = new LatencyHistogram();
  readonly #byPath: Tally[];
  readonly #byStatus = new Map<string, LatencyHistogram>();
  readonly #errors = new Map<ErrorKind, number>();
  readonly #seconds: { count: number; errors: number; sum: number; max: number }[] = [];
  #bodyBytes = 0;

  constructor(paths: readonly string[], windowStartMs: () => number) {
    this.#paths = paths;
    this.#windowStartMs = windowStartMs;
    this.#byPath = paths.map(() => ({ histogram: new LatencyHistogram(), errors: 0 }));
  }

  record(pathIndex: number, times: RequestTimes, outcome: Outcome): void {
    const latency = times.doneMs - times.dueMs;
    this.#all.record(latency);
    this.#service.record(times.doneMs - times.sentMs);
    this.#lag.record(times.sentMs - times.dueMs);
    if (outcome.error === null) this.#success.record(latency);
    else this.#errors.set(outcome.error, (this.#errors.get(outcome.error) ?? 0) + 1);
    const tally = this.#byPath[pathIndex]!;
    tally.histogram.record(latency);
    if (outcome.error !== null) tally.errors += 1;
    this.#status(outcome.status).record(latency);
    this.#second(times.dueMs, latency, outcome.error !== null);
    this.#bodyBytes += outcome.bodyBytes;
  }

  get all(): LatencyHistogram {
    return this.#all;
  }

  get success(): LatencyHistogram {
    return this.#success;
  }

  get service(): LatencyHistogram {
    return this.#service;
  }

  get lag(): LatencyHistogram {
    return this.#lag;
  }

  get bodyBytes(): number {
    return this.#bodyBytes;
  }

  errors(): Partial<Record<ErrorKind, number>> {
    return Object.fromEntries(this.#errors);
  }

  byStatus(): Record<string, LatencySummary> {
    return Object.fromEntries([...this.#byStatus].map(([key, histogram]) => [key, histogram.summary()]));
  }

  byPath(): Record<string, LatencySummary & { error_count: number }> {
    return Object.fromEntries(
      this.#byPath.map((tally, i) => [
        this.#paths[i]!,
        { ...tally.histogram.summary(), error_count: tally.errors },
      ]),
    );
  }

  timeline(): TimelineRow[] {
    const rows: TimelineRow[] = [];
    this.#seconds.forEach((second, t) => {
      rows.push({
        t_s: t,
        request_count: second.count,
        error_count: second.errors,
        mean_ms: Math.round((second.sum / second.count) * 1000) / 1000,
        max_ms: Math.round(second.max * 1000) / 1000,
      });
    });
    return rows;
  }

  #status(status: number | null): LatencyHistogram {
    const exact = status === null ? 'none' : String(status);
    const key = this.#byStatus.has(exact) || this.#byStatus.size < MAX_STATUSES ? exact : 'other';
    let histogram = this.#byStatus.get(key);
    if (histogram === undefined) this.#byStatus.set(key, (histogram = new LatencyHistogram()));
    return histogram;
  }

  #second(dueMs: number, latencyMs: number, failed: boolean): void {
    const t = Math.max(0, Math.floor((dueMs - this.#windowStartMs()) / 1000));
    const second = (this.#seconds[t] ??= { count: 0, errors: 0, sum: 0, max: 0 });
    second.count += 1;
    second.sum += latencyMs;
    if (failed) second.errors += 1;
    if (latencyMs > second.max) second.max = latencyMs;
  }
}
