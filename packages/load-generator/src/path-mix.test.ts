import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PathMix, parseWeightedPath } from './path-mix.js';

describe('parseWeightedPath', () => {
  it('reads a path, its weight, and a query', () => {
    expect(parseWeightedPath('/apps')).toEqual({ path: '/apps', weight: 1 });
    expect(parseWeightedPath('/faults?status=all@2.5')).toEqual({ path: '/faults?status=all', weight: 2.5 });
    expect(parseWeightedPath('/a@b')).toEqual({ path: '/a@b', weight: 1 });
  });

  it.each(['apps', '', '/a b', '/a\r\nX: y', '/a@0', '/ä'])('refuses %j', (text) => {
    expect(() => parseWeightedPath(text)).toThrow(
      expect.objectContaining({ code: 'MEDKIT_LOAD_BAD_OPTION' }),
    );
  });
});

describe('PathMix', () => {
  it('interleaves rather than bunches', () => {
    const mix = new PathMix([3, 1]);
    expect(Array.from({ length: 8 }, () => mix.next())).toEqual([0, 0, 1, 0, 0, 0, 1, 0]);
  });

  it('takes equal weights in turn', () => {
    const mix = new PathMix([1, 1, 1]);
    expect(Array.from({ length: 6 }, () => mix.next())).toEqual([0, 1, 2, 0, 1, 2]);
  });

  it('sends each path exactly its weight in every full round', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }), (weights) => {
        const mix = new PathMix(weights);
        const counts = weights.map(() => 0);
        const round = weights.reduce((sum, weight) => sum + weight, 0);
        for (let i = 0; i < round * 3; i += 1) counts[mix.next()]! += 1;
        expect(counts).toEqual(weights.map((weight) => weight * 3));
      }),
    );
  });
});
