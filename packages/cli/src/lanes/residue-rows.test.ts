import { expect, it } from 'vitest';
import type { CyclesReport } from '../engine/cycle-activity.js';
import { residueOf } from './residue-rows.js';
import { SampleColumns } from './sample-columns.js';

const step = (cycle: number, at: number) => ({
  cycle,
  grow_t_s: at,
  shrink_t_s: at + 10,
  end_t_s: at + 20,
  grown_count: 42,
  shrunk_count: 22,
});
const cycles: CyclesReport = {
  asked: 2,
  grow_by: 20,
  hold_s: 10,
  base_count: 22,
  steps: [step(1, 10), step(2, 30)],
  failure: null,
};

/** One reading a second; the first half of each state is still on its way. */
function samples(levels: readonly number[], metric: 'anonymous_kib' | 'uss_kib'): SampleColumns {
  const all = levels.flatMap((kib, state) =>
    Array.from({ length: 10 }, (_, i) => ({
      t_s: state * 10 + i + 0.5,
      anonymous_kib: null,
      uss_kib: null,
      [metric]: i < 5 ? 0 : kib,
    })),
  );
  return SampleColumns.of(all);
}

it.each(['anonymous_kib', 'uss_kib'] as const)('reads the levels of each state from %s', (metric) => {
  const { metric: judged, rows } = residueOf(samples([1000, 3000, 1100, 3100, 1150], metric), cycles);
  expect(judged).toBe(metric);
  expect(rows).toMatchObject([
    { cycle: 1, before_kib: 1000, grown_kib: 3000, after_kib: 1100, residue_kib: 100, grown_count: 42 },
    { cycle: 2, before_kib: 1100, grown_kib: 3100, after_kib: 1150, residue_kib: 50, shrunk_count: 22 },
  ]);
});

it('leaves unknown what was not read', () => {
  const { rows } = residueOf(samples([1000, 3000, 1100], 'anonymous_kib'), cycles);
  expect(rows[1]).toMatchObject({ before_kib: 1100, grown_kib: null, after_kib: null, residue_kib: null });
  expect(residueOf(new SampleColumns(), { ...cycles, steps: [] }).rows).toEqual([]);
});
