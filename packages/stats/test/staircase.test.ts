import { describe, expect, it } from 'vitest';
import { leakTest } from '../src/index.js';

/** A minute of memory that stands still but for steps; bytes, five readings a second. */
function stepping(steps: readonly [atS: number, kib: number][]): { ts: number[]; bytes: number[] } {
  const ts = Array.from({ length: 350 }, (_, i) => i / 5);
  const bytes = ts.map((t) => 1024 * steps.reduce((sum, [at, kib]) => sum + (t >= at ? kib : 0), 39_000));
  return { ts, bytes };
}

describe('growth in steps', () => {
  it('of which two are large and the rest are pages is no staircase', () => {
    const { ts, bytes } = stepping([
      [9, 148],
      [37, 212],
      [44, 8],
      [52, 4],
    ]);
    expect(leakTest(ts, bytes)).toMatchObject({ verdict: 'indeterminate' });
  });

  it('of like size is a leak', () => {
    const { ts, bytes } = stepping([
      [9, 148],
      [25, 190],
      [37, 212],
      [55, 160],
    ]);
    expect(leakTest(ts, bytes)).toMatchObject({ verdict: 'leak' });
  });
});
