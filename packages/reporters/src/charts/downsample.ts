/**
 * Indices to draw of a series so that no extreme is lost: of each of `buckets` equal spans of `xs` the first, lowest,
 * highest and last point, and an unknown one where there is any (it must show as a gap). This is M4: Jugel et al.,
 * "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014.
 *
 * @param xs ascending positions, as long as `ys`
 */
export function keepExtremes(
  xs: ArrayLike<number>,
  ys: ArrayLike<number | null>,
  buckets: number,
): readonly number[] {
  const length = xs.length;
  if (length <= buckets * 4 || length === 0) return Array.from({ length }, (_, index) => index);
  const start = xs[0] ?? 0;
  const span = (xs[length - 1] ?? 0) - start || 1;
  const kept: number[] = [];
  let from = 0;
  while (from < length) {
    const bucket = bucketOf(xs[from] ?? 0, start, span, buckets);
    let to = from;
    while (to + 1 < length && bucketOf(xs[to + 1] ?? 0, start, span, buckets) === bucket) to += 1;
    kept.push(...extremesWithin(ys, from, to));
    from = to + 1;
  }
  return kept;
}

function bucketOf(x: number, start: number, span: number, buckets: number): number {
  return Math.min(buckets - 1, Math.floor(((x - start) / span) * buckets));
}

function extremesWithin(ys: ArrayLike<number | null>, from: number, to: number): readonly number[] {
  let lowest = -1;
  let highest = -1;
  let unknown = -1;
  for (let index = from; index <= to; index += 1) {
    const y = ys[index];
    if (y === null || y === undefined || Number.isNaN(y)) {
      unknown = index;
      continue;
    }
    if (lowest < 0 || y < (ys[lowest] as number)) lowest = index;
    if (highest < 0 || y > (ys[highest] as number)) highest = index;
  }
  const picked = new Set([from, lowest, highest, unknown, to].filter((index) => index >= 0));
  return [...picked].sort((a, b) => a - b);
}
