import { LatencyHistogram } from './latency-histogram.js';
import type { LatencySummary, TimelineRow } from './load-result.js';
import type { ErrorKind, Outcome } from './outcome.js';

/** A server may invent statuses: beyond this many they share a row. */
const MAX_STATUSES = 64;

/** What requests of one path and one status met; everything else is a sum of these. */
interface Cell {
  readonly status: string;
  readonly success: LatencyHistogram;
  readonly failed: LatencyHistogram;
}

/** Takes every finished request of a window; size bounded by paths, statuses and seconds. */
export class LoadRecorder {
  readonly #paths: readonly string[];
  readonly #windowStartMs: () => number;
  readonly #cells: Map<number, Cell>[];
  readonly #statuses = new Set<number>();
  readonly #errors = new Map<ErrorKind, number>();
  readonly #seconds: { count: number; errors: number; sum: number; max: number }[] = [];
  readonly service: LatencyHistogram = new LatencyHistogram();
  readonly lag: LatencyHistogram = new LatencyHistogram();
  #bodyBytes = 0;
  #retried = 0;

  constructor(paths: readonly string[], windowStartMs: () => number) {
    this.#paths = paths;
    this.#windowStartMs = windowStartMs;
    this.#cells = paths.map(() => new Map());
  }

  /** Times on the monotonic clock, in milliseconds. */
  record(pathIndex: number, dueMs: number, sentMs: number, doneMs: number, outcome: Outcome): void {
    const latency = doneMs - dueMs;
    const failed = outcome.error !== null;
    const cell = this.#cell(pathIndex, outcome.status ?? 0);
    (failed ? cell.failed : cell.success).record(latency);
    this.service.record(doneMs - sentMs);
    this.lag.record(sentMs - dueMs);
    if (outcome.error !== null) this.#errors.set(outcome.error, (this.#errors.get(outcome.error) ?? 0) + 1);
    this.#second(dueMs, latency, failed);
    this.#bodyBytes += outcome.bodyBytes;
    if (outcome.retried) this.#retried += 1;
  }

  /** Requests that took a second connection, their first one having been closed under them. */
  get retriedCount(): number {
    return this.#retried;
  }

  get bodyBytes(): number {
    return this.#bodyBytes;
  }

  /** All requests, failed ones at the time they had taken. */
  all(): LatencyHistogram {
    return sum(this.#list().flatMap((cell) => [cell.success, cell.failed]));
  }

  success(): LatencyHistogram {
    return sum(this.#list().map((cell) => cell.success));
  }

  errors(): Partial<Record<ErrorKind, number>> {
    return Object.fromEntries(this.#errors);
  }

  byStatus(): Record<string, LatencySummary> {
    const cells = this.#list();
    const statuses = [...new Set(cells.map((cell) => cell.status))].sort();
    return Object.fromEntries(
      statuses.map((status) => {
        const same = cells.filter((cell) => cell.status === status);
        return [status, sum(same.flatMap((cell) => [cell.success, cell.failed])).summary()];
      }),
    );
  }

  byPath(): Record<string, LatencySummary & { error_count: number }> {
    return Object.fromEntries(
      this.#paths.map((path, i) => {
        const cells = [...this.#cells[i]!.values()];
        const errors = cells.reduce((count, cell) => count + cell.failed.count, 0);
        const summary = sum(cells.flatMap((cell) => [cell.success, cell.failed])).summary();
        return [path, { ...summary, error_count: errors }];
      }),
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

  #list(): Cell[] {
    return this.#cells.flatMap((cells) => [...cells.values()]);
  }

  #cell(pathIndex: number, status: number): Cell {
    const cells = this.#cells[pathIndex]!;
    const cell = cells.get(status);
    if (cell !== undefined) return cell;
    const known = this.#statuses.has(status) || this.#statuses.size < MAX_STATUSES;
    if (known) this.#statuses.add(status);
    // -1 collects what came after the limit.
    else if (status !== -1) return this.#cell(pathIndex, -1);
    const name = status === 0 ? 'none' : status === -1 ? 'other' : String(status);
    const made = { status: name, success: new LatencyHistogram(), failed: new LatencyHistogram() };
    cells.set(status, made);
    return made;
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

function sum(parts: readonly LatencyHistogram[]): LatencyHistogram {
  const total = new LatencyHistogram();
  for (const part of parts) if (part.count > 0) total.add(part);
  return total;
}
