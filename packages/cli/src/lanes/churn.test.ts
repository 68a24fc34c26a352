import { describe, expect, it } from 'vitest';
import { cellRecord } from '../../test/cell-record.js';
import { loadProfile, parseProfile } from '../profile/load-profile.js';
import type { CellRecord } from './cell-record.js';
import { churnLane } from './churn.js';
import { laneDefaults } from './settings.js';
import type { Trend } from './trend.js';

const profile = loadProfile('reference');
const settings = { ...laneDefaults('churn', false), repeats: 1 };

function trend(slope: number, half: number, verdict: Trend['leak']['verdict']): Trend {
  return {
    metric: 'anonymous_kib',
    from_s: 60,
    samples: 270,
    slope_b_s: slope,
    lo95: slope - half,
    hi95: slope + half,
    keeps_pace: true,
    leak: { verdict, reason: `it is ${verdict}`, recommended_s: 900 },
  };
}

const change = {
  every_s: 2,
  count: 10,
  window_s: 600,
  steps_asked: 300,
  steps_applied: 300,
  nodes_recycled: 3000,
  failures: [],
  max_lag_s: 0.01,
  mean_lag_s: 0.001,
};

function pair(still: Trend, moving: Trend, over: Partial<CellRecord> = {}): CellRecord[] {
  return [
    cellRecord({ id: 'static-rep1', group: 'static', trend: still }),
    cellRecord({ id: 'churn-rep1', group: 'churn', trend: moving, churn: change, duration_s: 612, ...over }),
  ];
}

const flat = trend(10, 100, 'no-leak');

describe('the churn lane', () => {
  it('plans a static and a churning window of one size', () => {
    const [still, moving] = churnLane.plan(settings, profile);
    expect(still).toMatchObject({ id: 'static-rep1', churn: null, trendFromS: 60 });
    expect(moving).toMatchObject({ churn: { everyS: 2, count: 10 }, windowS: 600 });
  });

  it('calls a leak only where all three conditions hold', () => {
    const findings = churnLane.summarise(pair(flat, trend(5000, 300, 'leak')), settings, profile);
    expect(findings.verdict).toBe('LEAK');
    expect(findings.numbers['churn']).toMatchObject({ changes_per_s: 5, bytes_per_change: 1000 });
  });

  it('does not when the static graph grows as fast', () => {
    const growing = trend(5000, 300, 'leak');
    expect(churnLane.summarise(pair(growing, growing), settings, profile).verdict).toBe('INDETERMINATE');
  });

  it('passes what the leak test clears', () => {
    expect(churnLane.summarise(pair(flat, trend(50, 80, 'no-leak')), settings, profile).verdict).toBe('PASS');
  });

  it('says how long to run when a window is too short', () => {
    const findings = churnLane.summarise(pair(flat, trend(50, 8000, 'indeterminate')), settings, profile);
    expect(findings.verdict).toBe('INDETERMINATE');
    expect(findings.headline).toContain('--duration 960');
  });

  it('decides nothing without applied changes or without a static window', () => {
    const leaking = trend(5000, 300, 'leak');
    const none = pair(flat, leaking, { churn: { ...change, steps_applied: 0, nodes_recycled: 0 } });
    expect(churnLane.summarise(none, settings, profile).verdict).toBe('INDETERMINATE');
    const alone = pair(flat, leaking).slice(1);
    expect(churnLane.summarise(alone, settings, profile).verdict).toBe('INDETERMINATE');
  });

  it('lets a single leak among repeats keep the whole from passing', () => {
    const mixed = [
      ...pair(flat, trend(50, 80, 'no-leak')),
      ...pair(flat, trend(50, 80, 'no-leak')),
      ...pair(flat, trend(5000, 300, 'leak')),
    ];
    expect(churnLane.summarise(mixed, settings, profile).verdict).toBe('INDETERMINATE');
  });

  it('judges the part after a cap on remembered names, or says that it was not reached', () => {
    const capped = { ...profile, churn: { remembered_names: 2000 } };
    expect(churnLane.plan(settings, capped)[1]?.trendFromS).toBe(400);
    const short = { ...settings, durationS: 300 };
    const findings = churnLane.summarise(pair(flat, trend(5000, 300, 'leak')), short, capped);
    expect(findings.verdict).toBe('INDETERMINATE');
    expect(findings.reason).toContain('remembers by design');
  });

  it('refuses a graph that cannot change, and more churn than there are nodes', () => {
    expect(() => churnLane.plan(settings, loadProfile('nginx'))).toThrow(/cannot be churned/);
    expect(() => churnLane.plan({ ...settings, churnCount: 51 }, profile)).toThrow(/graph of 50/);
    const bare = parseProfile("name: x\nstart: {kind: local, command: ['x']}\n", 'x');
    expect(() => churnLane.plan(settings, bare)).toThrow(/needs a graph/);
  });
});
