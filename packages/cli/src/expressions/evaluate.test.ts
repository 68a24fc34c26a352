import { describe, expect, it } from 'vitest';
import { evaluateExpression } from './evaluate.js';

const variables = { uss_kib: 51_200, entity_count: 50, p95_ms: null };

describe('expressions', () => {
  it.each([
    ['uss_kib / entity_count', 1024],
    ['uss_kib / entity_count > 1000 and entity_count >= 50', true],
    ['max(uss_kib, 2 * 51200)', 102_400],
    ['(20 MiB + 5 MiB) / (1 MiB)', 25],
    ['p95_ms > 200', null],
  ])('%s', async (expression, value) => {
    expect(await evaluateExpression(expression, variables, 'x')).toBe(value);
  });

  it.each([
    'import({a: 1})',
    'createUnit("x")',
    'evaluate("1+1")',
    'parse("1")',
    'f(x) = x',
    'a = 3',
    'uss_kib /',
    'nothing_known + 1',
    'entity_count / 0',
    'cos.constructor("return 1")()',
    'uss_kib.constructor',
  ])('refuses %s and says where', async (expression) => {
    await expect(evaluateExpression(expression, variables, 'signals[0].when')).rejects.toThrow(
      /^signals\[0\]\.when: /,
    );
  });
});
