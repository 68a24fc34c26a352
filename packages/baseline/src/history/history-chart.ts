import { formatFigure, formatPercent } from '../report/format-figure.js';
import { unitOf } from '../compare/metric-row.js';
import type { HistorySeries } from './query-history.js';

const BARS = '▁▂▃▄▅▆▇█';
const WIDTH = 900;
const HEIGHT = 180;
const LEFT = 90;

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

/** All series as one SVG: runs from left to right, a line where a change begins. */
export function historySvg(series: readonly HistorySeries[]): string {
  const panels = series.map((one, i) => `<g transform="translate(0 ${i * HEIGHT})">${panel(one)}</g>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${Math.max(1, series.length) * HEIGHT}" font-family="sans-serif" font-size="12">${panels.join('')}</svg>\n`;
}

function panel(series: HistorySeries): string {
  const values = series.points.map((point) => point.value);
  if (values.length === 0) return `<text x="4" y="18">${escaped(series.metric)}: no run</text>`;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (i: number): number => LEFT + (i / Math.max(1, values.length - 1)) * (WIDTH - LEFT - 20);
  const y = (value: number): number => 150 - ((value - low) / (high - low || 1)) * 115;
  const unit = unitOf(series.metric);
  const dots = values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  const marks = series.changes.map((change) => {
    const at = x(change.index).toFixed(1);
    const colour = change.change_percent > 0 ? '#b42318' : '#17763c';
    return `<line x1="${at}" x2="${at}" y1="30" y2="155" stroke="${colour}" stroke-dasharray="4 3"/><text x="${at}" y="168" text-anchor="middle" fill="${colour}">${escaped(formatPercent(change.change_percent))}</text>`;
  });
  return [
    `<text x="4" y="18" font-weight="bold">${escaped(series.metric)} (${escaped(series.host)}, ${values.length} runs)</text>`,
    `<text x="${LEFT - 8}" y="39" text-anchor="end">${escaped(formatFigure(high, unit))}</text>`,
    `<text x="${LEFT - 8}" y="154" text-anchor="end">${escaped(formatFigure(low, unit))}</text>`,
    `<polyline points="${dots}" fill="none" stroke="#2457a6"/>`,
    ...marks,
  ].join('');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
