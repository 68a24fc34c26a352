import { describe, expect, it } from 'vitest';
import { cellRecord } from '../../test/cell-record.js';
import { parseProfile } from '../profile/load-profile.js';
import type { BurstNumbers } from './burst-numbers.js';
import type { CellRecord } from './cell-record.js';
import { faultLane } from './fault.js';
import { laneDefaults } from './settings.js';

const profile = parseProfile(
  [
    'name: x',
    "start: {kind: local, command: ['x']}",
    'params: {file: p.yaml}',
    'faults:',
    '  inject: {kind: http, url: http://127.0.0.1:1/faults}',
    '  modes: {data: {}, rosbag: {bag: true}}',
  ].join('\n'),
  'x',
);
const settings = laneDefaults('fault', false);

const BACK: Partial<BurstNumbers> = { left_baseline: true, recovered: true };

function burst(count: number, repeat: number, over: Partial<BurstNumbers> = BACK): CellRecord {
  const numbers: BurstNumbers = {
    judged_by: 'anonymous',
    baseline_kib: 50_000,
    peak_kib: 50_000 + 1000 * count,
    peak_rise_kib: 1000 * count + repeat,
    residual_kib: 0,
    peak_uss_kib: 60_000,
    baseline_cpu_cores: 0.1,
    peak_cpu_cores: 0.5,
    capture_duration_s: 0.5 * count,
    capture_seen_in: 'memory',
    left_baseline: null,
    recovered: null,
    recovery_s: 3,
    ...over,
  };
  return cellRecord({
    id: `data-f${String(count).padStart(3, '0')}-rep${repeat}`,
    group: 'data',
    repeat,
    burst: {
      mode: 'data',
      count,
      t_s: 10,
      injections: [],
      errors: [],
      injected: count,
      confirmed: count,
      recordings: 1,
      spread_ms: 5 + repeat,
    },
    burst_numbers: { main: numbers },
  });
}

const all = (over: Partial<BurstNumbers> = BACK): CellRecord[] =>
  settings.faults.flatMap((count) => [1, 2, 3].map((repeat) => burst(count, repeat, over)));

describe('the fault lane', () => {
  it('plans every mode and size, the burst after the baseline', () => {
    const plan = faultLane.plan(settings, profile);
    expect(plan).toHaveLength(2 * 5 * 3);
    expect(plan[0]).toMatchObject({
      id: 'data-f001-rep1',
      windowS: 70,
      burst: { mode: 'data', count: 1, atS: 10 },
      intervalS: 0.2,
    });
    expect(plan.find((cell) => cell.group === 'rosbag')?.params).toEqual({ bag: true });
  });

  it('gives a row per mode and size with intervals over repeats', () => {
    const findings = faultLane.summarise(all(), { ...settings, modes: ['data'] }, profile);
    const rows = findings.numbers['rows'] as Record<string, unknown>[];
    expect(rows).toHaveLength(5);
    expect(rows[4]).toMatchObject({
      mode: 'data',
      faults: 16,
      recordings: 1,
      recordings_of: 16,
      spread_ms_max: 8,
    });
    const main = (rows[4]?.['subjects'] as Record<string, Record<string, number | string>>)['main'];
    expect(main).toMatchObject({
      peak_rise_kib_median: 16_002,
      recovered: 'yes',
      capture_duration_s_median: 8,
    });
    expect(findings.verdict).toBe('recovers');
    const growths = findings.numbers['growth'] as { metric: string; verdict: string }[];
    expect(growths.find((one) => one.metric === 'peak_rise_kib')?.verdict).toBe('linear');
  });

  it('names the faults that the target took and never confirmed', () => {
    const seen = (confirmed: boolean | null): CellRecord[] =>
      all().map((cell) => {
        if (!cell.burst) return cell;
        const one = { start_s: 0, end_s: 0, ok: true, error: null };
        const injections = [
          { ...one, code: 'A', confirmed: confirmed === null ? null : true },
          { ...one, code: 'B', confirmed },
        ];
        return { ...cell, burst: { ...cell.burst, injections } };
      });
    const unconfirmed = (cells: readonly CellRecord[]): unknown => {
      const { numbers } = faultLane.summarise(cells, { ...settings, modes: ['data'] }, profile);
      return (numbers['rows'] as { unconfirmed: unknown }[])[0]?.unconfirmed;
    };
    expect(unconfirmed(seen(false))).toEqual(['B']);
    expect(unconfirmed(seen(true))).toEqual([]);
    expect(unconfirmed(seen(null))).toBeNull();
  });

  it('says when bursts are not given back', () => {
    const findings = faultLane.summarise(
      all({ left_baseline: true, recovered: false }),
      { ...settings, modes: ['data'] },
      profile,
    );
    expect(findings.verdict).toBe('does not recover');
  });

  it('keeps a size that failed as failed', () => {
    const cells = all().map((cell) =>
      cell.burst?.count === 16
        ? cellRecord({ ...cell, status: 'failed', failure: 'refused', burst: null })
        : cell,
    );
    const rows = faultLane.summarise(cells, { ...settings, modes: ['data'] }, profile).numbers['rows'] as {
      status: string;
      injected: number | null;
    }[];
    expect(rows[4]).toMatchObject({ status: 'failed', injected: null });
  });

  it('calls a size partial whose injector failed for some faults, and says how many and why', () => {
    const times = { start_s: 0, end_s: 0, confirmed: null };
    const cells = all().map((cell) => {
      if (cell.burst?.count !== 2) return cell;
      const injections = [
        { ...times, code: 'A', ok: true, error: null },
        { ...times, code: 'B', ok: false, error: 'ended with code 7' },
      ];
      return { ...cell, burst: { ...cell.burst, injected: 1, injections } };
    });
    const findings = faultLane.summarise(cells, { ...settings, modes: ['data'] }, profile);
    expect((findings.numbers['rows'] as object[])[1]).toMatchObject({
      status: 'partial',
      failure: '3 of 6 faults could not be injected: ended with code 7',
      injected: 1,
    });
    expect(findings.reason).toContain('1 of 5 sizes only in part (3 of 6 faults could not be injected');
  });

  it('needs to know how faults are injected, and names a mode that is not there', () => {
    const bare = parseProfile("name: x\nstart: {kind: local, command: ['x']}\n", 'x');
    expect(() => faultLane.plan(settings, bare)).toThrow(/how faults are injected/);
    expect(() => faultLane.plan({ ...settings, modes: ['date'] }, profile)).toThrow(/no 'date'/);
  });
});
