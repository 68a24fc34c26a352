import { describe, expect, it } from 'vitest';
import type { CellSeries, LaneSummary } from '../src/index.ts';
import {
  EXPORT_FORMATS,
  renderChartSvg,
  renderExport,
  renderLaneMarkdown,
  renderRunHtml,
  renderTerminal,
} from '../src/index.ts';
import { okCell } from './fixtures/cells.ts';
import { footprintSeries, footprintSummary } from './fixtures/footprint.ts';

const summaryOf = (cells: number): LaneSummary =>
  footprintSummary(Array.from({ length: cells }, (_, index) => okCell(`r${index + 1}`, index + 1)));

function seriesOf(cells: number): CellSeries[] {
  const [one] = footprintSeries({ repeats: 1, windowS: 30, warmupS: 2 });
  return Array.from({ length: cells }, (_, index) => ({
    ...one!,
    cell_id: `r${index + 1}`,
    repeat: index + 1,
  }));
}

describe.each([0, 1, 10_000])('a run of %i cells', (cells) => {
  const summary = summaryOf(cells);

  it('becomes text, and every export', () => {
    for (const format of EXPORT_FORMATS)
      expect(renderExport(format, [summary], { run: 'x' })).not.toMatch(/NaN/u);
    expect(renderTerminal(summary, { color: false }).split('\n').length).toBeLessThan(200);
    expect(renderLaneMarkdown(summary, {}).length).toBeLessThan(3_000_000);
    expect(Buffer.byteLength(renderExport('github', [summary], { run: 'x' }))).toBeLessThan(1_000_000);
  });

  it('becomes a page that stays small', async () => {
    const series = seriesOf(Math.min(cells, 2000));
    const html = await renderRunHtml([summary], { footprint: series }, { run: 'x' });
    expect(Buffer.byteLength(html)).toBeLessThan(3_000_000);
    const svg = await renderChartSvg(summary, series);
    expect(Buffer.byteLength(svg)).toBeLessThan(3_000_000);
  }, 60_000);
});
