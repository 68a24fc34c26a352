import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import type { Histogram } from 'hdr-histogram-js';
import type { LatencySummary } from './load-result.js';

/** Percentiles of the curve in a result: enough for a latency chart on a log axis. */
const CURVE: readonly number[] = [
  0, 1, 5, 10, 25, 50, 75, 90, 95, 97.5, 99, 99.5, 99.75, 99.9, 99.95, 99.99, 100,
];

/**
 * Latencies in an HdrHistogram of microseconds with three significant digits (0.1 %), whose size depends
 * on the range and not on the number of values. Extremes are kept exactly.
 */
export class LatencyHistogram {
  readonly #histogram: Histogram;
  #max = 0;
  #min = Number.POSITIVE_INFINITY;
  #sum = 0;
  #count = 0;

  constructor() {
    this.#histogram = build({
      lowestDiscernibleValue: 1,
      highestTrackableValue: 2_000_000,
      numberOfSignificantValueDigits: 3,
      autoResize: true,
      bitBucketSize: 32,
      useWebAssembly: false,
    });
  }

  record(milliseconds: number): void {
    const value = Math.max(0, milliseconds);
    this.#histogram.recordValue(Math.round(value * 1000));
    this.#count += 1;
    this.#sum += value;
    if (value > this.#max) this.#max = value;
    if (value < this.#min) this.#min = value;
  }

  /** Takes the values of another histogram in. */
  add(other: LatencyHistogram): void {
    this.#histogram.add(other.#histogram);
    this.#count += other.#count;
    this.#sum += other.#sum;
    this.#max = Math.max(this.#max, other.#max);
    this.#min = Math.min(this.#min, other.#min);
  }

  get count(): number {
    return this.#count;
  }

  /** In milliseconds; null when nothing was recorded. */
  percentile(percent: number): number | null {
    if (this.#count === 0) return null;
    if (percent >= 100) return round(this.#max);
    // A bucket is reported by its upper end, which may lie past the largest value in it.
    return round(Math.min(this.#histogram.getValueAtPercentile(percent) / 1000, this.#max));
  }

  get maxMs(): number | null {
    return this.#count === 0 ? null : round(this.#max);
  }

  get meanMs(): number | null {
    return this.#count === 0 ? null : round(this.#sum / this.#count);
  }

  /** Compressed HdrHistogram V2 in base64, values in microseconds; null when nothing was recorded. */
  encoded(): string | null {
    return this.#count === 0 ? null : encodeIntoCompressedBase64(this.#histogram);
  }

  summary(): LatencySummary {
    return {
      count: this.#count,
      mean_ms: this.meanMs,
      min_ms: this.#count === 0 ? null : round(this.#min),
      p50_ms: this.percentile(50),
      p90_ms: this.percentile(90),
      p95_ms: this.percentile(95),
      p99_ms: this.percentile(99),
      p999_ms: this.percentile(99.9),
      max_ms: this.maxMs,
    };
  }

  /** `[percent, milliseconds]` pairs, rising; empty when nothing was recorded. */
  curve(): readonly (readonly [number, number])[] {
    if (this.#count === 0) return [];
    return CURVE.map(
      (percent) => [percent, percent === 0 ? round(this.#min) : this.percentile(percent)!] as const,
    );
  }
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}

/** The `.hgrm` percentile table, in milliseconds, of what {@link LatencyHistogram.encoded} gave. */
export function percentileTable(encoded: string): string {
  const histogram = decodeFromCompressedBase64(encoded, 32, false);
  return histogram.outputPercentileDistribution(5, 1000);
}
