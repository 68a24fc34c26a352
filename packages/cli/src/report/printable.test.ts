import { expect, it } from 'vitest';
import { printable } from './printable.js';

it('takes the sting out of foreign text', () => {
  expect(printable('a\u001b[2Jb\u202ec')).toBe('a?[2Jb?c');
  expect(printable(5)).toBe('5');
});

it.each([[{ toString: 1 }], [[]], [null], [undefined]])('takes %j for no text', (value) => {
  expect(printable(value)).toBe('');
});
