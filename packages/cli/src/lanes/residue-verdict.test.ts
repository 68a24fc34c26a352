import { describe, expect, it } from 'vitest';
import type { CyclesReport } from '../engine/cycle-activity.js';
import type { ResidueRow } from './residue-rows.js';
import type { ResidueVerdict } from './residue-verdict.js';
import { judgeResidue } from './residue-verdict.js';

const report: CyclesReport = { asked: 12, grow_by: 20, hold_s: 10, base_count: 22, steps: [], failure: null };
const GROWN_KIB = 1600;

/** Rows of which each begins at the level that the one before ended at. */
function rowsOf(residuesKib: readonly number[], over: Partial<ResidueRow> = {}): ResidueRow[] {
  let before = 40_000;
  return residuesKib.map((residue_kib, i) => {
    const row = {
      cycle: i + 1,
      before_kib: before,
      grown_kib: before + GROWN_KIB,
      after_kib: before + residue_kib,
      residue_kib,
      grown_count: 42,
      shrunk_count: 22,
      ...over,
    };
    before += residue_kib;
    return row;
  });
}
const judge = (residues: readonly number[], still: number | null = 100): ResidueVerdict =>
  judgeResidue(rowsOf(residues), report, still);
const times = (n: number, of: (i: number) => number): number[] => Array.from({ length: n }, (_, i) => of(i));

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

describe('what cycles of growing and shrinking leave', () => {
  it('fires on what stays after every cycle, and says how much it is of an entity', () => {
    const found = judge([1500, 400, 160, 164, 156, 160, 160, 164]);
    expect(found).toMatchObject({ verdict: 'LEAK', cycles: 8, judged_cycles: 6, grown_bytes: 1600 * 1024 });
    expect(found.bytes_per_entity).toBeCloseTo((160.67 * 1024) / 20, -2);
    expect(found.lo95).toBeLessThan(found.bytes_per_cycle ?? 0);
  });

  it('is silent where only the first two cycles leave something', () => {
    expect(judge([1500, 1500, 0, 4, -4, 0, 0, 4])).toMatchObject({ verdict: 'PASS' });
  });

  it('needs five cycles after the first two', () => {
    const few = judge([0, 0, 160, 160, 160, 160]);
    expect(few).toMatchObject({ verdict: 'INDETERMINATE', judged_cycles: 4 });
    expect(few.reason).toContain('--cycles 7');
    expect(judge([]).bytes_per_cycle).toBeNull();
  });

  it('says nothing where the target did not go up or come back, or could not be changed', () => {
    const flat = times(8, () => 160);
    const of = (over: Partial<ResidueRow>, more: Partial<CyclesReport> = {}): string =>
      judgeResidue(rowsOf(flat, over), { ...report, ...more }, 0).reason;
    expect(of({ grown_count: 22 })).toContain('had not grown');
    expect(of({ shrunk_count: 30 })).toContain('not back at 22');
    expect(of({}, { failure: 'cycle 3: refused' })).toContain('refused');
    expect(of({ grown_count: null, shrunk_count: null })).toContain('to the last cycle');
  });

  it('needs more than what the static graph may grow by in the same time', () => {
    const flat = times(8, (i) => 160 + (i % 2));
    expect(judge(flat, 200 * 1024).verdict).toBe('INDETERMINATE');
    expect(judge(flat, null).reason).toContain('no static window');
    expect(judge(flat, 0).verdict).toBe('LEAK');
  });

  it('calls neither one step nor a pool that fills a leak', () => {
    expect(judge([0, 0, 0, 0, 900, 0, 0, 0, 0, 0]).verdict).not.toBe('LEAK');
    expect(judge(times(14, (i) => 800 * 0.6 ** i)).verdict).not.toBe('LEAK');
  });

  it('finds a leak that shows in the steps of an allocator, given enough cycles', () => {
    const stairs = times(40, (i) => (i % 4 === 0 ? 576 : 0));
    expect(judge(stairs).verdict).toBe('LEAK');
  });

  it('keeps false alarms under 2 % in 2000 series without a leak', () => {
    let alarms = 0;
    for (let seed = 1; seed <= 1000; seed += 1) {
      const random = seeded(seed);
      const levels = times(13, () => 200 * random());
      const scattered = times(12, (i) => (levels[i + 1] ?? 0) - (levels[i] ?? 0));
      const walk = times(12, () => 200 * random());
      for (const residues of [scattered, walk]) if (judge(residues).verdict === 'LEAK') alarms += 1;
    }
    expect(alarms / 2000).toBeLessThan(0.02);
  });
});
