import { describe, expect, it } from 'vitest';
import { cellRecord } from '../../test/cell-record.js';
import { loadProfile } from '../profile/load-profile.js';
import type { CellRecord } from './cell-record.js';
import { churnLane } from './churn.js';
import type { ResidueRow } from './residue-rows.js';
import { laneDefaults } from './settings.js';
import type { Trend } from './trend.js';

const profile = loadProfile('reference');
const settings = { ...laneDefaults('churn', false), repeats: 1, cycles: 8 };
const report = { asked: 8, grow_by: 50, hold_s: 10, base_count: 52, steps: [], failure: null };

const passing: Trend = {
  metric: 'anonymous_kib',
  from_s: 60,
  samples: 270,
  slope_b_s: 10,
  lo95: -90,
  hi95: 110,
  keeps_pace: true,
  leak: { verdict: 'no-leak', reason: 'flat', recommended_s: 500 },
};
const change = {
  every_s: 2,
  count: 10,
  window_s: 600,
  steps_asked: 300,
  steps_applied: 300,
  nodes_recycled: 3000,
  failures: [],
  max_lag_s: 0,
  mean_lag_s: 0,
};

function rows(residueKib: number, count = 8): ResidueRow[] {
  return Array.from({ length: count }, (_, i) => ({
    cycle: i + 1,
    before_kib: 1000 + i * residueKib,
    grown_kib: 5000 + i * residueKib,
    after_kib: 1000 + (i + 1) * residueKib,
    residue_kib: residueKib,
    grown_count: 102,
    shrunk_count: 52,
  }));
}

function run(residueKib: number, over: Partial<CellRecord> = {}): ReturnType<typeof churnLane.summarise> {
  const cells = [
    cellRecord({ id: 'static-rep1', group: 'static', trend: passing }),
    cellRecord({ id: 'churn-rep1', group: 'churn', trend: passing, churn: change }),
    cellRecord({
      id: 'residue',
      group: 'residue',
      cycles: report,
      residue: { metric: 'anonymous_kib', rows: rows(residueKib) },
      ...over,
    }),
  ];
  return churnLane.summarise(cells, settings, profile);
}

describe('cycles in the churn lane', () => {
  it('are planned only where they are asked for, one hold before them and two in each', () => {
    const planned = churnLane.plan(settings, profile).at(-1);
    expect(planned).toMatchObject({ id: 'residue', windowS: 170, intervalS: 1, trendFromS: null });
    expect(planned?.cycles).toEqual({ count: 8, growBy: 50, holdS: 10 });
    expect(churnLane.plan({ ...settings, cycles: 0 }, profile).map((cell) => cell.group)).not.toContain(
      'residue',
    );
  });

  it('have a verdict of their own, and a leak of theirs is a leak of the lane', () => {
    const found = run(400);
    expect(found).toMatchObject({ verdict: 'LEAK', numbers: { residue: { verdict: 'LEAK', entities: 54 } } });
    expect(found.headline).toMatch(/^Churn does not leak.*Growing and shrinking back leaks/);
  });

  it('let the lane pass where nothing stays', () => {
    expect(run(0)).toMatchObject({ verdict: 'PASS', numbers: { residue: { verdict: 'PASS' } } });
  });

  it('keep it from passing where they were too few or failed', () => {
    const few = run(400, { residue: { metric: 'anonymous_kib', rows: rows(400, 4) } });
    expect(few).toMatchObject({ verdict: 'INDETERMINATE', numbers: { residue: { judged_cycles: 2 } } });
    const failed = run(0, { status: 'failed', failure: 'it died', cycles: null, residue: null });
    expect(failed).toMatchObject({
      verdict: 'INDETERMINATE',
      numbers: { residue: { verdict: 'NOT MEASURED', reason: 'it died', bytes_per_cycle: null } },
    });
  });
});
