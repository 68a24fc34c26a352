import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import type { ComparedMetric } from '../src/index.ts';
import { renderChartSvg, renderComparisonSvg, svgToPng } from '../src/index.ts';
import { sweepTable } from '../src/results/sweep-table.ts';
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

  it('calls the repeats of what ran already no fresh processes', async () => {
    const { summary, series } = FIXTURES.find((fixture) => fixture.name === 'footprint-good')!;
    const attached = { ...summary, fresh_instances: false };
    const svg = await renderChartSvg(attached, series);
    expect(svg).toContain('each a window of the same process');
    expect(svg).not.toContain('fresh process');
  });

  it('draws a difference that is not shown as a doubt', async () => {
    const { summary, series } = FIXTURES.find((fixture) => fixture.name === 'sweep-good')!;
    const unclear = { beyond_noise: false, unclear: true, repeats_needed: 7 };
    const cells = summary.cells.map((cell) => ({
      ...cell,
      differences: ((cell as { differences?: object[] }).differences ?? []).map((one) => ({
        ...one,
        ...unclear,
      })),
    }));
    const doubted = { ...summary, cells };
    const triangles = async (one: typeof summary): Promise<number> =>
      (await renderChartSvg(one, series)).split('L6.73,').length;
    expect(await triangles(doubted)).toBeGreaterThan(await triangles(summary));
    expect(sweepTable(doubted).rows[0]?.at(-1)?.text).toContain('7 repeats would be likely to settle it');
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

describe('renderComparisonSvg', () => {
  const metric = (
    name: string,
    change: number | null,
    extra: Partial<ComparedMetric> = {},
  ): ComparedMetric => ({
    metric: name,
    gated: true,
    change_percent: change,
    ratio_lo: change === null ? null : 1 + (change - 2) / 100,
    ratio_hi: change === null ? null : 1 + (change + 2) / 100,
    warn_percent: 5,
    fail_percent: 10,
    better: 'less',
    verdict: 'no-change',
    ...extra,
  });
  const ROWS = [
    metric('footprint.uss_kib', 14.2, { verdict: 'regressed' }),
    metric('footprint.cpu_cores', -8, { verdict: 'improved' }),
    metric('load.heavy.p99_ms', 3, { verdict: 'inconclusive', ratio_lo: null, ratio_hi: null }),
    metric('footprint.num_threads', 0),
    metric('churn.slope_b_s', null, { verdict: 'not-compared' }),
    metric('footprint.rss_kib', 90, { gated: false, verdict: 'regressed' }),
  ];
  const of = (rows: readonly ComparedMetric[], verdict = 'mixed'): Promise<string> =>
    renderComparisonSvg({ verdict, level: 0.95, rows, run: { name: 'nightly' } });

  it('draws gated metrics, the largest change first, each verdict by its own shape', async () => {
    const svg = await of(ROWS);
    expectGolden('svg/comparison.svg', svg);
    expect(parse(svg).documentElement.textContent).not.toContain('rss_kib');
    expect(svg.indexOf('footprint.uss_kib<')).toBeLessThan(svg.indexOf('footprint.num_threads<'));
    expect(svg).toContain('On one side only, or zero there: churn.slope_b_s.');
    expect((await svgToPng(svg)).length).toBeGreaterThan(1000);
  });

  it('takes none, thousands, and names that try to break out', async () => {
    expect(await of([])).toContain('Nothing to draw');
    const many = await of(Array.from({ length: 10_000 }, (_, index) => metric(`m${index}`, index / 100)));
    expect(many).toContain('9960 smaller changes are in the table only');
    const hostile = parse(await of([metric('<script>alert(1)</script>', 1)], '<img src=x onerror=alert(1)>'));
    expect(hostile.querySelectorAll('script, img')).toHaveLength(0);
  });
});
