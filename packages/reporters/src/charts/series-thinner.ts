import type { SeriesPoint } from '../model/summary.js';

/** The values whose extremes survive. */
const COLUMNS = ['uss_kib', 'anonymous_kib', 'cpu_cores'] as const;
const LOWEST = 0;
const HIGHEST = 1;
const UNKNOWN = 2;

interface Bucket {
  /** Number of the span of time: its start over the width. */
  place: number;
  first: Ordered;
  last: Ordered;
  /** Of each column the lowest, the highest and an unknown one. */
  kept: (Ordered | null)[];
}

interface Ordered {
  order: number;
  point: SeriesPoint;
}

/**
 * Thins a series of any length while it is read, in memory that does not grow with it: of each of at most `most` equal
 * spans of time the first and last point, the lowest and highest of each column, and an unknown one where there is any.
 * Where the series outgrows them, spans are joined in pairs; no extreme is lost by that. The form is M4 (see
 * `keepExtremes`), widened as the series goes on because its length is not known beforehand.
 */
export class SeriesThinner {
  readonly #most: number;
  #width = 1e-3;
  #buckets: Bucket[] = [];
  #count = 0;

  /** @param most spans of time, at least 2; a span keeps up to eleven points */
  constructor(most: number) {
    this.#most = Math.max(2, Math.floor(most));
  }

  /** Takes the next point; times ascend. */
  add(point: SeriesPoint): void {
    const here = { order: this.#count, point };
    this.#count += 1;
    let last = this.#buckets.at(-1);
    const place = Math.floor(point.t_s / this.#width);
    if (last === undefined || place > last.place) {
      last = { place, first: here, last: here, kept: COLUMNS.flatMap(() => [null, null, null]) };
      this.#buckets.push(last);
    }
    take(last, here);
    while (this.#buckets.length > this.#most) this.#widen();
  }

  /** Points taken so far. */
  get count(): number {
    return this.#count;
  }

  /** What is kept, in order. */
  points(): SeriesPoint[] {
    return this.#buckets.flatMap((bucket) => {
      const all = [bucket.first, bucket.last, ...bucket.kept.filter((one) => one !== null)];
      const once = new Map(all.map((one) => [one.order, one.point]));
      return [...once].sort(([a], [b]) => a - b).map(([, point]) => point);
    });
  }

  #widen(): void {
    this.#width *= 2;
    const joined: Bucket[] = [];
    for (const bucket of this.#buckets) {
      const place = Math.floor(bucket.place / 2);
      const before = joined.at(-1);
      if (before?.place !== place) {
        joined.push({ ...bucket, place });
        continue;
      }
      before.last = bucket.last;
      for (const one of bucket.kept) if (one !== null) take(before, one);
    }
    this.#buckets = joined;
  }
}

function take(bucket: Bucket, here: Ordered): void {
  if (here.order > bucket.last.order) bucket.last = here;
  for (const [column, key] of COLUMNS.entries()) {
    const value = here.point[key];
    const at = column * 3;
    if (value === null || Number.isNaN(value)) bucket.kept[at + UNKNOWN] ??= here;
    else {
      if (isBeyond(value, bucket.kept[at + LOWEST]?.point[key], -1)) bucket.kept[at + LOWEST] = here;
      if (isBeyond(value, bucket.kept[at + HIGHEST]?.point[key], 1)) bucket.kept[at + HIGHEST] = here;
    }
  }
}

function isBeyond(value: number, best: number | null | undefined, sign: 1 | -1): boolean {
  return best === null || best === undefined || (value - best) * sign > 0;
}
