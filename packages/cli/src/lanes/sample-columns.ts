import type { Sample } from '@medkit-bench/proc-sampler';

/** What figures are made of, besides the time. */
export const COLUMNS = [
  'uss_kib',
  'pss_kib',
  'rss_kib',
  'anonymous_kib',
  'private_clean_kib',
  'private_dirty_kib',
  'cpu_cores',
  'num_threads',
] as const;

/** A column of {@link SampleColumns}. */
export type ColumnKey = (typeof COLUMNS)[number];

/** Readings of one column that are known, oldest first. */
export interface KnownReadings {
  /** Window time, seconds. */
  ts: Float64Array;
  values: Float64Array;
}

const FIRST_CAPACITY = 64;

/**
 * The samples of one process by column: 72 bytes each, where a whole sample takes half a KiB. A day at ten samples a
 * second is worked out with all of them at hand.
 */
export class SampleColumns {
  #length = 0;
  #times = new Float64Array(FIRST_CAPACITY);
  /** NaN stands for what is not known. */
  readonly #columns = new Map<ColumnKey, Float64Array>(
    COLUMNS.map((key) => [key, new Float64Array(FIRST_CAPACITY)]),
  );

  static of(samples: Iterable<Partial<Sample>>): SampleColumns {
    const columns = new SampleColumns();
    for (const sample of samples) columns.add(sample);
    return columns;
  }

  get length(): number {
    return this.#length;
  }

  add(sample: Partial<Sample>): void {
    if (this.#length === this.#times.length) this.#grow();
    this.#times[this.#length] = sample.t_s ?? NaN;
    for (const [key, column] of this.#columns) column[this.#length] = numberOr(sample[key]);
    this.#length += 1;
  }

  timeAt(index: number): number | null {
    return index < this.#length ? (this.#times[index] ?? null) : null;
  }

  /** A reading; null where it is not known. */
  at(key: ColumnKey, index: number): number | null {
    const value = index < this.#length ? (this.#columns.get(key)?.[index] ?? NaN) : NaN;
    return Number.isNaN(value) ? null : value;
  }

  /** Whether the column holds anything at all. */
  has(key: ColumnKey): boolean {
    for (let i = 0; i < this.#length; i += 1) if (this.at(key, i) !== null) return true;
    return false;
  }

  /** Index of the first sample at or after a time; the length where there is none. */
  indexFrom(fromS: number): number {
    for (let i = 0; i < this.#length; i += 1) if ((this.#times[i] ?? NaN) >= fromS) return i;
    return this.#length;
  }

  /** What is known of a column from the sample `from` on. */
  known(key: ColumnKey, from = 0): KnownReadings {
    let count = 0;
    for (let i = from; i < this.#length; i += 1) if (this.at(key, i) !== null) count += 1;
    const readings = { ts: new Float64Array(count), values: new Float64Array(count) };
    let next = 0;
    for (let i = from; i < this.#length; i += 1) {
      const value = this.at(key, i);
      if (value === null) continue;
      readings.ts[next] = this.#times[i] ?? NaN;
      readings.values[next] = value;
      next += 1;
    }
    return readings;
  }

  #grow(): void {
    const capacity = this.#times.length * 2;
    this.#times = grown(this.#times, capacity);
    for (const [key, column] of this.#columns) this.#columns.set(key, grown(column, capacity));
  }
}

function grown(column: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity);
  larger.set(column);
  return larger;
}

// Lines of others may hold anything.
function numberOr(value: unknown): number {
  return typeof value === 'number' ? value : NaN;
}
