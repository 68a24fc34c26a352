import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SeriesPoint } from '../index.js';
import { SeriesThinner } from '../index.js';

const value = fc.option(fc.integer({ min: -1000, max: 1000 }), { nil: null });
const series = fc
  .array(
    fc.record({
      step: fc.double({ min: 0, max: 100, noNaN: true }),
      uss: value,
      anonymous: value,
      cpu: value,
    }),
    { maxLength: 300 },
  )
  .map((rows) => {
    let t = -50;
    return rows.map(({ step, uss, anonymous, cpu }): SeriesPoint => {
      t += step;
      return { t_s: t, phase: 'window', uss_kib: uss, anonymous_kib: anonymous, cpu_cores: cpu };
    });
  });

function thin(points: readonly SeriesPoint[], most: number): SeriesPoint[] {
  const thinner = new SeriesThinner(most);
  for (const point of points) thinner.add(point);
  expect(thinner.count).toBe(points.length);
  return thinner.points();
}

describe('SeriesThinner', () => {
  it('keeps first, last and every extreme, in order, within its bound', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 2, max: 30 }), (points, most) => {
        const kept = thin(points, most);
        expect(kept.length).toBeLessThanOrEqual(most * 11);
        expect(kept[0]).toBe(points[0]);
        expect(kept.at(-1)).toBe(points.at(-1));
        for (const key of ['uss_kib', 'anonymous_kib', 'cpu_cores'] as const) {
          const known = (list: readonly SeriesPoint[]): number[] =>
            list.map((point) => point[key]).filter((one) => one !== null);
          expect(Math.max(...known(kept))).toBe(Math.max(...known(points)));
          expect(Math.min(...known(kept))).toBe(Math.min(...known(points)));
          expect(known(kept).length === kept.length).toBe(known(points).length === points.length);
        }
        const orders = kept.map((point) => points.indexOf(point));
        expect(orders).toEqual([...new Set(orders)].sort((a, b) => a - b));
      }),
    );
  });

  it('leaves a short series as it is', () => {
    const points = Array.from({ length: 50 }, (_, index) => ({
      t_s: index,
      phase: 'window' as const,
      uss_kib: index,
      anonymous_kib: index,
      cpu_cores: null,
    }));
    expect(thin(points, 100)).toEqual(points);
  });

  it('holds a spike of one sample among a million', () => {
    const thinner = new SeriesThinner(500);
    for (let index = 0; index < 1_000_000; index += 1)
      thinner.add({
        t_s: index / 10,
        phase: 'window',
        uss_kib: index === 654_321 ? 99_999 : 50_000,
        anonymous_kib: index === 123_456 ? null : 40_000,
        cpu_cores: 0.1,
      });
    const kept = thinner.points();
    expect(kept.length).toBeLessThan(5500);
    expect(kept.filter((point) => point.uss_kib === 99_999)).toHaveLength(1);
    expect(kept.filter((point) => point.anonymous_kib === null)).toHaveLength(1);
  });
});
