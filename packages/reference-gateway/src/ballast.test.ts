import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ballast } from './ballast.js';

describe('Ballast', () => {
  it('holds what it was last told to hold, by whatever way it got there', () => {
    const sizes = fc.array(fc.double({ min: -1e6, max: 6e6, noNaN: true }), { maxLength: 30 });
    fc.assert(
      fc.property(sizes, (list) => {
        const ballast = new Ballast();
        for (const bytes of list) {
          ballast.resize(bytes);
          expect(ballast.bytes).toBe(Math.max(0, Math.round(bytes)));
        }
      }),
      { numRuns: 30 },
    );
  });
});
