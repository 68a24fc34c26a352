import { cores, memory, showInterval } from '../format/number.js';
import type { CellSeries, LaneSummary } from '../model/summary.js';
import { readAggregate } from '../results/metrics.js';
import { whatEachWatched } from '../results/each-repeat.js';
import type { LegendItem } from './figure.js';
import { repeatPoints } from './footprint-data.js';
import type { Scene } from './footprint-scene.js';
import { STEADY_OPACITY } from './footprint-scene.js';
import { areaGlyph, dotGlyph, doubtGlyph, failedGlyph, lineGlyph } from './legend-glyphs.js';
import { DOUBT_COLOR, seriesColor } from './theme.js';

/** How many repeats, in words. */
export function repeatsInWords(summary: LaneSummary): string {
  const repeats = summary.cells.length;
  return repeats === 1 ? '1 repeat' : `${repeats} repeats, ${whatEachWatched(summary)}`;
}

/** The signs that the figure uses. */
export function legendOf(scene: Scene): LegendItem[] {
  const { theme, summary, series } = scene;
  const cells = repeatPoints(summary, 'uss_kib', { divisor: 1, name: '' });
  const items: LegendItem[] = [];
  if (series.length > 0)
    items.push({
      glyph: lineGlyph(seriesColor(scene.theme, 0)),
      text: 'one repeat (colour as in the strip)',
    });
  if (cells.some((cell) => cell.steady))
    items.push({ glyph: dotGlyph(seriesColor(scene.theme, 0)), text: 'steady repeat' });
  if (cells.some((cell) => !cell.steady && !cell.failed)) {
    items.push({
      glyph: doubtGlyph(theme.ink, theme.paper),
      text: 'repeat that did not hold still (line dashed)',
    });
  }
  if (cells.some((cell) => cell.y === null))
    items.push({ glyph: failedGlyph(DOUBT_COLOR), text: 'no value: failed or unknown' });
  if (readAggregate(summary.cell, 'uss_kib').lo !== null) {
    items.push({ glyph: areaGlyph(theme.ink, 0.1), text: 'median and its 95 % interval' });
  }
  if (series.some((one) => one.steady_from_s !== null)) {
    items.push({
      glyph: areaGlyph(seriesColor(scene.theme, 0), STEADY_OPACITY),
      text: 'steady part: what the statistics use',
    });
  }
  if (series.some((one) => one.points.some((point) => point.t_s < 0))) {
    items.push({ glyph: areaGlyph(theme.warmup, 0.16), text: 'warm-up' });
  }
  return items;
}

/** What stands below the figure. */
export function notesOf(series: readonly CellSeries[], left: number): string[] {
  const notes = ['Memory axes do not start at zero; CPU does.'];
  if (series.length === 0) notes.push('No time series was kept: only the value of each repeat is shown.');
  if (left > 0) notes.push(`${left} more repeats are not drawn over time; their values are in the strip.`);
  return notes;
}

/** The picture in words. */
export function altText(summary: LaneSummary): string {
  const parts = (['uss_kib', 'anonymous_kib', 'cpu_cores'] as const).map((column) => {
    const value = readAggregate(summary.cell, column);
    const name = { uss_kib: 'USS', anonymous_kib: 'anonymous memory', cpu_cores: 'CPU' }[column];
    const quantity = column === 'cpu_cores' ? cores : memory;
    return `${name} ${showInterval(value.median, value.lo, value.hi, quantity)}`;
  });
  const failed = repeatPoints(summary, 'uss_kib', { divisor: 1, name: '' }).filter(
    (cell) => cell.failed,
  ).length;
  return `Line charts of memory and CPU over time, one line a repeat, beside a strip with each repeat's value. Medians and 95 % intervals: ${parts.join('; ')}. ${summary.cells.length} repeats, ${failed} failed. Verdict: ${summary.verdict}.`;
}
