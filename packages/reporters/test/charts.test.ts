import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { renderChartSvg, svgToPng } from '../src/index.ts';
import { FIXTURES } from './fixtures/all.ts';
import { expectGolden } from './golden.ts';

const parse = (svg: string): Document => new JSDOM(svg, { contentType: 'image/svg+xml' }).window.document;

describe('renderChartSvg', () => {
  for (const { name, summary, series } of FIXTURES) {
    it(`draws ${name}`, async () => {
      const svg = await renderChartSvg(summary, series);
      expectGolden(`svg/${name}.svg`, svg);
      const root = parse(svg).documentElement;
      expect(root.getAttribute('role')).toBe('img');
      expect(root.querySelector(':scope > title')?.textContent).not.toBe('');
      expect(root.querySelector(':scope > desc')?.textContent).toContain('Verdict');
    });
  }

  it('gives the same bytes whatever was drawn before', async () => {
    const [first, second] = FIXTURES;
    const alone = await renderChartSvg(first!.summary, first!.series);
    await renderChartSvg(second!.summary, second!.series);
    expect(await renderChartSvg(first!.summary, first!.series)).toBe(alone);
  });

  it('marks failed and unsteady repeats by shape, and draws no zero for them', async () => {
    const failed = FIXTURES.find((fixture) => fixture.name === 'footprint-failed')!;
    const svg = await renderChartSvg(failed.summary, failed.series);
    expect(svg).toContain('no value: failed or unknown');
    expect(svg).toContain('did not hold still');
    const good = FIXTURES.find((fixture) => fixture.name === 'footprint-good')!;
    expect(await renderChartSvg(good.summary, good.series)).not.toContain('no value');
  });

  it('runs no script and loads nothing that a hostile name asks for', async () => {
    for (const { name, summary, series } of FIXTURES.filter((fixture) => fixture.name.endsWith('hostile'))) {
      const svg = await renderChartSvg(summary, series);
      expect(parse(svg).querySelectorAll('script, image, foreignObject, a, style'), name).toHaveLength(0);
    }
  });
});

describe('svgToPng', () => {
  it('draws text with the bundled font', async () => {
    const box = (text: string): string =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="20"><text x="2" y="15">${text}</text></svg>`;
    const [words, blank] = await Promise.all([svgToPng(box('52.3 MiB')), svgToPng(box(''))]);
    expect([...words.slice(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    expect(words.length).toBeGreaterThan(blank.length + 200);
  });

  it('refuses what is no picture or no scale', async () => {
    await expect(svgToPng('<p>')).rejects.toMatchObject({ code: 'MEDKIT_REPORT_INPUT' });
    await expect(svgToPng('<svg/>', { scale: 0 })).rejects.toMatchObject({ code: 'MEDKIT_REPORT_INPUT' });
    await expect(svgToPng('<svg/>', { scale: Number.NaN })).rejects.toThrow('above 0');
  });
});
