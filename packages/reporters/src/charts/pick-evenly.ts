/** At most `most` of a list, spread evenly over it, the first and the last among them; all where there are no more. */
export function pickEvenly<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  const step = (all.length - 1) / Math.max(1, most - 1);
  return Array.from({ length: most }, (_, index) => all[Math.round(index * step)]).filter(
    (one) => one !== undefined,
  );
}
