import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepExtremes } from './downsample.js';

describe('keepExtremes', () => {
  it('keeps ends, extremes and a gap of any long series, in order and within the budget', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { freq: 20 }), {
          minLength: 1,
          maxLength: 3000,
        }),
        fc.integer({ min: 1, max: 60 }),
        (ys, buckets) => {
          const xs = ys.map((_, index) => index);
          const kept = keepExtremes(xs, ys, buckets);
          const values = kept.map((index) => ys[index]);
          const known = ys.filter((y): y is number => y !== null);
          expect(kept[0]).toBe(0);
          expect(kept.at(-1)).toBe(ys.length - 1);
          expect([...kept].sort((a, b) => a - b)).toEqual(kept);
          expect(kept.length).toBeLessThanOrEqual(Math.max(buckets * 5, 1));
          if (known.length > 0) {
            expect(values).toContain(Math.min(...known));
            expect(values).toContain(Math.max(...known));
          }
          expect(values.includes(null)).toBe(ys.includes(null));
        },
      ),
    );
  });

  it('thins a million points quickly enough to be called per chart', () => {
    const ys = Float64Array.from({ length: 1_000_000 }, (_, index) => Math.sin(index / 1000));
    const xs = Float64Array.from(ys, (_, index) => index);
    expect(keepExtremes(xs, ys, 500).length).toBeLessThanOrEqual(2500);
  });

  it('takes an empty series', () => expect(keepExtremes([], [], 10)).toEqual([]));
});
