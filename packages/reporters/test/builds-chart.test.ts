import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { renderChartSvg } from '../src/index.ts';
import * as builds from './fixtures/builds.ts';
import { expectGolden } from './golden.ts';

const parse = (svg: string): Document => new JSDOM(svg, { contentType: 'image/svg+xml' }).window.document;

/** `goodAb` is kept as `ab-good`, as the files of the other lanes are named. */
function fileNameOf(fixture: string): string {
  const [, kind = '', lane = ''] = /^([a-z]+)([A-Z].*)$/.exec(fixture) ?? [];
  return `${lane.toLowerCase()}-${kind}`;
}

describe('charts of two builds and of a calibration', () => {
  it.each(Object.entries(builds))('draws %s', async (name, summary) => {
    const svg = await renderChartSvg(summary, []);
    expectGolden(`svg/${fileNameOf(name)}.svg`, svg);
    const root = parse(svg).documentElement;
    expect(root.getAttribute('role')).toBe('img');
    expect(root.querySelector(':scope > desc')?.textContent).toContain('Verdict');
    expect(root.querySelectorAll('script, image, foreignObject, a, style')).toHaveLength(0);
  });

  it('cuts an interval that says nothing and writes its ends', async () => {
    const svg = await renderChartSvg(builds.goodAb, []);
    expect(svg).toContain('to +357 % ▶');
    expect(svg).toContain('5 of 5 pairs used');
  });

  it('marks a lost instance and one that did not hold still by shape', async () => {
    const svg = await renderChartSvg(builds.failedAa, []);
    expect(svg).toContain('no value: failed or unknown');
    expect(svg).toContain('hollow: did not hold still');
    expect(await renderChartSvg(builds.emptyAb, [])).toContain('Nothing to draw');
  });

  it('shows what of a calibration was off and what was not measured', async () => {
    const svg = await renderChartSvg(builds.failedCalibration, []);
    expect(svg).toContain('not measured');
    expect(svg).toContain('2 of 6 known figures found again');
  });
});
