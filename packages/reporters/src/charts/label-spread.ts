/** Moves labels apart to at least `least` axis units, in their order, about where they belong. */
export function spreadLabels(places: readonly number[], least: number): readonly number[] {
  const order = places.map((_, index) => index).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
  const moved = [...places];
  // A few passes settle any handful of labels; each pass pushes both of a close pair by half of what is missing.
  for (let pass = 0; pass < 50; pass += 1) {
    for (let at = 1; at < order.length; at += 1) {
      const below = order[at - 1] ?? 0;
      const above = order[at] ?? 0;
      const missing = least - ((moved[above] ?? 0) - (moved[below] ?? 0));
      if (missing <= 0) continue;
      moved[below] = (moved[below] ?? 0) - missing / 2;
      moved[above] = (moved[above] ?? 0) + missing / 2;
    }
  }
  return moved;
}
