const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** A spread below this share of the values is drawn small: noise must not look like a mountain range. */
const LEAST_SPAN = 0.02;

/** Values as bars between their own extremes; an unknown value is a dot, (nearly) equal values sit in the middle. */
export function sparkline(values: readonly (number | null)[]): string {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  const lo = known.reduce((a, b) => Math.min(a, b), Infinity);
  const hi = known.reduce((a, b) => Math.max(a, b), -Infinity);
  const span = Math.max(hi - lo, LEAST_SPAN * Math.max(Math.abs(hi), Math.abs(lo)));
  const floor = (hi + lo) / 2 - span / 2;
  return values
    .map((value) => {
      if (value === null || !Number.isFinite(value)) return '·';
      const level = span === 0 ? 3 : Math.round(((value - floor) / span) * (BARS.length - 1));
      return BARS[level] ?? '·';
    })
    .join('');
}
