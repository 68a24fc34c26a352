import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import type { FigureInTime } from '../src/index.ts';
import { renderHistorySvg, svgToPng } from '../src/index.ts';
import { HOSTILE as LINES } from './fixtures/footprint.ts';
import { expectGolden } from './golden.ts';

const HOSTILE = LINES.join(' ');

/** A figure that rises by a tenth at run 21, if it is to. */
function figure(metric: string, base: number, runs: number, changed: boolean): FigureInTime {
  const at = Math.floor(runs / 2);
  const points = Array.from({ length: runs }, (_, i) => ({
    value: base * (changed && i >= at ? 1.1 : 1) * (1 + (((i * 7919) % 101) - 50) / 5000),
    finished_at: new Date(Date.UTC(2026, 0, 1 + (i % 300))).toISOString(),
  }));
  const change = { index: at, change_percent: 10, earliest: at - 1, latest: at, bad_commit: 'abcdef0123' };
  return {
    metric,
    host: 'cpu-2c-24g',
    profile: 'reference',
    points,
    changes: changed ? [change] : [],
    undecided: runs < 6 ? `${runs} runs are too few to tell` : null,
    busy: 1,
  };
}

const parse = (svg: string): Document => new JSDOM(svg, { contentType: 'image/svg+xml' }).window.document;

describe('renderHistorySvg', () => {
  it('draws runs, levels and the change with its commit', async () => {
    const svg = await renderHistorySvg([
      figure('footprint.uss_kib', 50_000, 40, true),
      figure('footprint.cpu_cores', 0.02, 40, false),
    ]);
    expectGolden('svg/history-change.svg', svg);
    expect(svg).toMatch(/1 lasting change<[^]*▲ \+10 % abcdef01</);
    expect(svg).toContain('1 run of a busy host is left out.');
    expect((await svgToPng(svg)).length).toBeGreaterThan(1000);
  });

  it('takes none, one run, a hundred thousand, NaN, and names that try to break out', async () => {
    const empty = await renderHistorySvg([]);
    expectGolden('svg/history-empty.svg', empty);
    expect(empty).toContain('Nothing to draw');
    const one = await renderHistorySvg([figure('footprint.uss_kib', 50_000, 1, false)]);
    expectGolden('svg/history-one-run.svg', one);
    expect(one).toContain('one run');
    const long = await renderHistorySvg([figure('load[heavy].p95_ms', 20, 100_000, true)]);
    expect(long.length).toBeLessThan(600_000);
    const broken = { ...figure(HOSTILE, 1, 4, true), host: HOSTILE, profile: HOSTILE };
    const points = broken.points.map((point, i) => ({ ...point, value: i === 1 ? Number.NaN : point.value }));
    const many = Array.from({ length: 30 }, () => ({ ...broken, points }));
    const svg = await renderHistorySvg(many);
    expectGolden('svg/history-hostile.svg', svg);
    expect(svg).toContain('18 further figures are not drawn');
    expect(parse(svg).querySelectorAll('script, image, foreignObject, a, style')).toHaveLength(0);
  });
});
