import { expect, it } from 'vitest';
import { countAt } from './count-entities.js';

it('counts a list, takes a number, knows nothing else', () => {
  expect(countAt('{"items": [1, 2]}', 'items')).toBe(2);
  expect(countAt('{"n": 3}', 'n')).toBe(3);
  for (const json of ['{"n": "3"}', '{}', 'not json', '{"n": -1}']) expect(countAt(json, 'n')).toBeNull();
});

it('counts what the items hold: one bag may cover several faults, an old one names none', () => {
  const bags = { items: [{ x: { codes: ['A', 'B'] } }, { x: { codes: ['B', 'C'] } }, { id: 'old' }] };
  expect(countAt(JSON.stringify(bags), 'items[].x.codes')).toBe(4);
  expect(countAt('{"items": []}', 'items[].x.codes')).toBe(0);
  expect(countAt('{}', 'items[].x.codes')).toBeNull();
});
