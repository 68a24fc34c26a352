const BARS = '▁▂▃▄▅▆▇█';

/** A series in one line of text, at most `width` characters: medians of neighbouring runs where there are more. */
export function sparkline(values: readonly number[], width: number = 60): string {
  if (values.length === 0) return '';
  const size = Math.max(1, Math.ceil(values.length / width));
  const means = Array.from({ length: Math.ceil(values.length / size) }, (_, i) => {
    const part = values.slice(i * size, (i + 1) * size);
    return part.reduce((sum, x) => sum + x, 0) / part.length;
  });
  const low = Math.min(...means);
  const span = Math.max(...means) - low;
  const bar = (x: number): string =>
    BARS[span === 0 ? 0 : Math.round(((x - low) / span) * (BARS.length - 1))]!;
  return means.map(bar).join('');
}
