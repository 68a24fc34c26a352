import { describe, expect, it } from 'vitest';
import { cellRecord } from '../../test/cell-record.js';
import { failedCell } from '../engine/record-cell.js';
import { parseProfile } from '../profile/load-profile.js';
import { footprintLane } from './footprint.js';
import { laneDefaults } from './settings.js';

const profile = parseProfile("name: x\nstart: {kind: local, command: ['x']}\n", 'x');
const settings = laneDefaults('footprint', false);

describe('the footprint lane', () => {
  it('plans one fresh instance per repeat', () => {
    const cells = footprintLane.plan(settings, profile);
    expect(cells.map((cell) => cell.id)).toEqual(['rep1', 'rep2', 'rep3', 'rep4', 'rep5']);
    expect(cells[0]).toMatchObject({ windowS: 300, intervalS: 1, entities: null });
  });

  it('says that an attached target is the same process in every repeat', () => {
    const attached = parseProfile("name: x\nstart: {kind: attach, pid: '1'}\n", 'x');
    const of = (one: typeof profile) => footprintLane.summarise([cellRecord({})], settings, one);
    expect(of(attached).numbers['fresh_instances']).toBe(false);
    expect(of(attached).reason).toContain('each a window of the one process that runs');
    expect(of(profile).numbers['fresh_instances']).toBe(true);
  });

  it('sums up the steady repeats and counts them', () => {
    const cells = [50_000, 50_100, 50_200, 90_000].map((uss_kib, i) =>
      cellRecord({ id: `rep${i + 1}`, uss_kib, steady: i < 3 }),
    );
    const findings = footprintLane.summarise(cells, settings, profile);
    expect(findings.verdict).toBe('steady');
    expect(findings.numbers['cell']).toMatchObject({
      uss_kib_median: 50_100,
      uss_kib_q1: 50_050,
      uss_kib_q3: 50_150,
      repeats: 4,
      steady_count: '3/4',
      uss_kib_values: [50_000, 50_100, 50_200, 90_000],
    });
    const { uss_kib_lo95: lo, uss_kib_hi95: hi } = findings.numbers['cell'] as Record<string, number>;
    // t interval of 50 000, 50 100, 50 200: 50 100 ± 4.3027 * 100 / sqrt(3)
    expect(lo).toBeCloseTo(50_100 - 248.41, 1);
    expect(hi).toBeCloseTo(50_100 + 248.41, 1);
  });

  it('uses all repeats and says so when none is steady', () => {
    const cells = [1, 2].map((repeat) => cellRecord({ repeat, steady: false }));
    const findings = footprintLane.summarise(cells, settings, profile);
    expect(findings.verdict).toBe('unsettled');
    expect(findings.headline).toContain('never settled');
    expect(findings.numbers['cell']).toMatchObject({
      steady_count: '0/2',
      uss_kib_median: 50_000,
      uss_kib_lo95: 50_000,
    });
  });

  it('adds repeats until the memory is known as tightly as asked', () => {
    const precise = { ...settings, precision: 0.02 };
    expect(footprintLane.plan(precise, profile)).toHaveLength(30);
    const tight = [45_000, 45_010, 44_990, 45_005, 44_995].map((anonymous_kib) =>
      cellRecord({ anonymous_kib }),
    );
    const loose = [45_000, 49_000, 41_000, 47_000, 43_000].map((anonymous_kib) =>
      cellRecord({ anonymous_kib }),
    );
    expect(footprintLane.enough?.(tight.slice(0, 2), precise)).toBe(false);
    expect(footprintLane.enough?.(tight, precise)).toBe(true);
    expect(footprintLane.enough?.(loose, precise)).toBe(false);
    expect(footprintLane.enough?.(tight, settings)).toBe(false);
    expect(footprintLane.summarise(tight, precise, profile).numbers['precision']).toMatchObject({
      reached: true,
    });
    expect(footprintLane.summarise(tight, settings, profile).numbers['precision']).toBeUndefined();
  });

  it('never turns a failed cell into a zero', () => {
    const [plan] = footprintLane.plan(settings, profile);
    if (!plan) throw new Error('no cell planned');
    const failed = failedCell(plan, 'the target ended', { startedAt: new Date(), durationS: 1 });
    expect(failed.uss_kib).toBeNull();
    const findings = footprintLane.summarise([failed, cellRecord({ repeat: 2 })], settings, profile);
    expect(findings.numbers['cell']).toMatchObject({
      uss_kib_median: 50_000,
      uss_kib_lo95: null,
      repeats: 1,
      steady_count: '1/2',
      uss_kib_values: [null, 50_000],
    });
    expect(footprintLane.summarise([failed], settings, profile)).toMatchObject({
      verdict: 'NOT MEASURED',
      numbers: { cell: { uss_kib_median: null, steady_count: '0/1' } },
    });
  });
});
