import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pickEvenly } from '../index.js';

it('keeps first and last, order, and at most as many as asked for, none twice', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 2, max: 50 }), (length, most) => {
      const all = Array.from({ length }, (_, index) => index);
      const picked = pickEvenly(all, most);
      expect(picked).toHaveLength(Math.min(length, most));
      expect(picked[0]).toBe(all[0]);
      expect(picked.at(-1)).toBe(all.at(-1));
      expect([...picked]).toEqual([...new Set(picked)].sort((a, b) => a - b));
    }),
  );
});
