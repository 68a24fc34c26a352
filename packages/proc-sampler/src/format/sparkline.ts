const BARS = '▁▂▃▄▅▆▇█';

/** The last `width` values as bars between their own minimum and maximum; a gap is a blank. */
export function sparkline(values: readonly (number | null)[], width: number): string {
  const shown = values.slice(-width);
  const known = shown.filter((value): value is number => value !== null);
  if (known.length === 0) return '';
  const min = Math.min(...known);
  const span = Math.max(...known) - min;
  return shown
    .map((value) => {
      if (value === null) return ' ';
      const level = span === 0 ? 0 : Math.round(((value - min) / span) * (BARS.length - 1));
      return BARS.charAt(level);
    })
    .join('');
}
