import { expect, it } from 'vitest';
import { atPath, deepMerge, flattenKeys, nest } from './json-path.js';

it('follows own keys only', () => {
  expect(atPath({ a: { b: [1, 2] } }, 'a.b')).toEqual([1, 2]);
  expect(atPath({ 'x-medkit': { total_count: 3 } }, 'x-medkit.total_count')).toBe(3);
  expect(atPath({}, 'constructor.name')).toBeUndefined();
  expect(atPath([7], '')).toEqual([7]);
});

it('flattens, nests and merges', () => {
  expect([...flattenKeys({ a: { b: 1, c: [2] }, d: 3 })]).toEqual([
    ['a.b', 1],
    ['a.c', [2]],
    ['d', 3],
  ]);
  expect(nest('a.b', 1)).toEqual({ a: { b: 1 } });
  expect(deepMerge({ a: { b: 1, c: 2 } }, { a: { b: 9 } })).toEqual({ a: { b: 9, c: 2 } });
});
