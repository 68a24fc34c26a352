/** A run's place, from 0, and its figure. */
export interface RunFigure {
  readonly index: number;
  readonly value: number;
}

/** A chart of a thousand pixels shows no more than this. */
const MOST_RUNS = 3000;

/** The runs to draw: all, or of many the lowest and the highest of each stretch, so that no extreme is lost. */
export function runsForChart(points: readonly { readonly value: number }[]): readonly RunFigure[] {
  const all = points
    .map(({ value }, index) => ({ index, value }))
    .filter(({ value }) => Number.isFinite(value));
  if (all.length <= MOST_RUNS) return all;
  const size = Math.ceil((2 * all.length) / MOST_RUNS);
  const kept: RunFigure[] = [];
  for (let from = 0; from < all.length; from += size) {
    const stretch = all.slice(from, from + size);
    const low = stretch.reduce((least, one) => (one.value < least.value ? one : least));
    const high = stretch.reduce((most, one) => (one.value > most.value ? one : most));
    kept.push(...(low.index === high.index ? [low] : low.index < high.index ? [low, high] : [high, low]));
  }
  return kept;
}
