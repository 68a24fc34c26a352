import { describe, expect, it } from 'vitest';
import { cellRecord } from '../../test/cell-record.js';
import type { Summary } from '../engine/run-lane.js';
import { exitCodeOf } from '../engine/run-lane.js';
import { parseProfile } from '../profile/load-profile.js';
import { aaLane, abLane } from './builds.js';
import type { CellRecord } from './cell-record.js';
import { laneDefaults } from './settings.js';

const profile = parseProfile(
  "name: server\nstart: {kind: local, command: ['x']}\nparams: {file: p.yaml}\n",
  'test',
);
const settings = { ...laneDefaults('ab', false), repeats: 5, buildB: ['set.pool.size=4'] };

/** Memory differs from start to start by about a third of a percent. */
const noise = (i: number): number => 1 + (((i * 7919) % 101) - 50) / 15_000;

function cells(factor: number, over: (i: number) => Partial<CellRecord> = () => ({})): CellRecord[] {
  return abLane.plan(settings, profile).map((plan, i) =>
    cellRecord({
      id: plan.id,
      group: plan.group,
      repeat: plan.repeat,
      uss_kib: 50_000 * noise(i) * (plan.group === 'b' ? factor : 1),
      anonymous_kib: 46_000 * noise(i + 1) * (plan.group === 'b' ? factor : 1),
      cpu_cores: 0.1 * noise(i + 2),
      ...over(i),
    }),
  );
}

function summaryOf(records: CellRecord[], lane: 'ab' | 'aa' = 'ab'): Summary {
  const { numbers, ...words } = (lane === 'ab' ? abLane : aaLane).summarise(records, settings, profile);
  const ok = records.every((record) => record.status === 'ok');
  return { lane, status: ok ? 'ok' : 'partial', cells: records, warnings: [], ...words, ...numbers };
}

const code = (summary: Summary, strict = false, failOn: string[] = []): number =>
  exitCodeOf(summary, { lane: summary.lane as 'ab', strict, failOn });

describe('the ab lane', () => {
  it('plans both builds in turn, the order reversed from pair to pair, and gives each its parameters', () => {
    const plan = abLane.plan(settings, profile);
    expect(plan.slice(0, 4).map((cell) => cell.id)).toEqual(['a-rep1', 'b-rep1', 'b-rep2', 'a-rep2']);
    expect(plan[0]?.params).toEqual({});
    expect(plan[1]?.params).toEqual({ pool: { size: 4 } });
    expect(() => abLane.plan({ ...settings, buildB: [] }, profile)).toThrow(/two builds are the same/);
  });

  it('fires at ten percent more: exit 1, with interval, pairs and what is behind it', () => {
    const summary = summaryOf(cells(1.12));
    expect(summary.verdict).toBe('regressed');
    expect(code(summary)).toBe(1);
    expect(summary['headline']).toMatch(/'set.pool.size=4' against 'server': .*uss_kib \+12(\.\d+)? % \[\+/);
    expect(summary['reason']).toMatch(/^5 of 5 pairs of fresh instances \(steady on both sides\)/);
  });

  it('stays silent about the same cost: exit 0, strict or not, and says what it could have seen', () => {
    const summary = summaryOf(cells(1));
    expect(summary.verdict).toBe('no change');
    expect(code(summary, true, ['warn', 'inconclusive'])).toBe(0);
    expect(summary['reason']).toMatch(/could have seen uss_kib 0?\.?\d/);
  });

  it('warns at the lower threshold: exit 0, and 1 where that is asked for', () => {
    const summary = summaryOf(cells(1.07));
    expect(code(summary)).toBe(0);
    expect(code(summary, false, ['warn'])).toBe(1);
  });

  it('says inconclusive of what noise explains: exit 0, strict 3, and the pairs that would settle it', () => {
    const wild = [1, 1.4, 0.9, 1.5, 1.05, 0.8, 1.6, 1.1, 1, 1.3];
    const summary = summaryOf(cells(1, (i) => ({ cpu_cores: 0.1 * wild[i]! })));
    expect(summary.verdict).toBe('inconclusive');
    expect([code(summary), code(summary, true)]).toEqual([0, 3]);
    expect(summary['reason']).toMatch(/--repeats \d+ would settle/);
  });

  it('could not measure: exit 3, and a gate that fired all the same goes first', () => {
    const failed = (i: number): Partial<CellRecord> => (i === 0 ? { status: 'failed', uss_kib: null } : {});
    expect(code(summaryOf(cells(1, failed)))).toBe(3);
    expect(code(summaryOf(cells(1.2, failed)))).toBe(1);
    const none = summaryOf(cells(1, () => ({ status: 'failed' })));
    expect([none.verdict, code(none)]).toEqual(['NOT MEASURED', 3]);
  });
});

describe('the aa lane', () => {
  it('lets the gate be armed on a quiet host', () => {
    const summary = summaryOf(cells(1), 'aa');
    expect([summary.verdict, code(summary, true)]).toEqual(['PASS', 0]);
    expect(summary['headline']).toMatch(/false alarms 0 of 32 \(0 %\)/);
  });

  it('fails where the same build differs from itself', () => {
    const summary = summaryOf(cells(1.2), 'aa');
    expect([summary.verdict, code(summary)]).toEqual(['FAIL', 1]);
  });

  it('says that three pairs are too few', () => {
    const summary = summaryOf(
      cells(1).filter((cell) => cell.repeat <= 3),
      'aa',
    );
    expect([summary.verdict, code(summary), code(summary, true)]).toEqual(['INDETERMINATE', 0, 3]);
  });

  it('sends to ab on a host that drifts', () => {
    const drifting = cells(1, (i) => ({ uss_kib: 50_000 * noise(i) * (1 + 0.08 * i) }));
    expect(summaryOf(drifting, 'aa')['headline']).toMatch(/judge changes by ab here/);
  });
});
