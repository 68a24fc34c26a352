import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isProcError } from '../src/errors.js';
import { mutate, seeded } from './mutate.ts';
import { PARSERS } from './parser-table.ts';

/** Numbers that come out must be usable ones, whatever went in. */
function everyNumber(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (value instanceof Map || value instanceof Set) return [...value.values()].flatMap(everyNumber);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(everyNumber);
  return [];
}

describe.each(PARSERS)('$name', ({ name, text, parse }) => {
  test('accepts what the kernel wrote', () => {
    expect(() => parse(text)).not.toThrow();
  });

  test('answers or throws a typed error for damaged files', () => {
    const random = seeded(name.length);
    for (let i = 0; i < 2000; i += 1) {
      const damaged = mutate(text, random);
      try {
        const numbers = everyNumber(parse(damaged));
        expect(numbers.filter((number) => !Number.isFinite(number))).toEqual([]);
      } catch (error) {
        if (!isProcError(error))
          throw new Error(`untyped error for ${JSON.stringify(damaged)}`, { cause: error });
      }
    }
  });

  test('answers or throws a typed error for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (any) => {
        try {
          parse(any);
        } catch (error) {
          if (!isProcError(error)) throw error;
        }
      }),
      { numRuns: 300 },
    );
  });
});
