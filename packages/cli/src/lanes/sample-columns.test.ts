import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SampleColumns } from './sample-columns.js';

const reading = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }));

it('hold what samples hold, whatever is unknown', () => {
  fc.assert(
    fc.property(fc.array(reading, { maxLength: 300 }), fc.nat(300), (values, from) => {
      const columns = SampleColumns.of(values.map((uss_kib, t_s) => ({ t_s, uss_kib })));
      expect(columns.length).toBe(values.length);
      expect(columns.has('uss_kib')).toBe(values.some((value) => value !== null));
      expect(columns.indexFrom(from - 0.5)).toBe(Math.min(from, values.length));
      const known = values.flatMap((value, t) => (value === null || t < from ? [] : [[t, value]]));
      const { ts, values: found } = columns.known('uss_kib', from);
      expect(Array.from(ts, (t, i) => [t, found[i]])).toEqual(known);
      expect([columns.at('uss_kib', values.length), columns.timeAt(values.length)]).toEqual([null, null]);
    }),
  );
});

it('take what is no number for unknown', () => {
  const columns = SampleColumns.of([{ t_s: 0, uss_kib: '7' as unknown as number }, {}]);
  expect([columns.at('uss_kib', 0), columns.at('uss_kib', 1), columns.has('pss_kib')]).toEqual([
    null,
    null,
    false,
  ]);
});
