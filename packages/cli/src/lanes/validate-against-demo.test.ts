import { expect, it } from 'vitest';
import { validateAgainst } from './validate-against-demo.js';

const real = { source: 'x', ussKib: 60_000, entityCount: 40 };
const row = (entity_count: number, uss_kib_median: number) => ({ entity_count, uss_kib_median });

it('compares at the nearest size', () => {
  expect(validateAgainst(real, [row(14, 50_000), row(44, 60_000), row(104, 90_000)])).toMatchObject({
    verdict: 'consistent',
    nearest_entity_count: 44,
    ratio: expect.closeTo(0.909, 3),
  });
});

it('says when the memory per entity is another', () => {
  expect(validateAgainst(real, [row(40, 30_000)])).toMatchObject({ verdict: 'not consistent', ratio: 0.5 });
});

it('says when no size is near enough', () => {
  expect(validateAgainst(real, [row(10, 50_000)])).toMatchObject({ verdict: 'not comparable', ratio: null });
  expect(validateAgainst(real, [{ entity_count: null, uss_kib_median: null }])).toMatchObject({
    verdict: 'not comparable',
    nearest_entity_count: null,
  });
});
