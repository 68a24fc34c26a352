import { expect, it } from 'vitest';
import { parseAssignments } from './parse-assignments.js';

it('keeps the type of a value', () => {
  expect(parseAssignments(['a.b=5', 'c=true', 'd=x=y', 'e=[p, q]', 'f=1.5'], '--set')).toEqual({
    'a.b': 5,
    c: true,
    d: 'x=y',
    e: ['p', 'q'],
    f: 1.5,
  });
});

it.each(['a', '=5', 'a b=1', 'a={x: 1}', 'a=[1'])('refuses %j', (text) => {
  expect(() => parseAssignments([text], '--set')).toThrow(/--set/);
});
