import { describe, expect, it } from 'vitest';
import { cellRecord } from '../../test/cell-record.js';
import { parseProfile } from '../profile/load-profile.js';
import type { Difference } from './compare-settings.js';
import { laneDefaults } from './settings.js';
import { sweepLane } from './sweep.js';

const profile = parseProfile(
  "name: x\nstart: {kind: local, command: ['x']}\nparams: {file: p.yaml}\nsweep:\n  big: {a.ballast: 8}\n  idle: {b: 1}\n",
  'x',
);
const settings = { ...laneDefaults('sweep', false), repeats: 4 };

const NOISE = [-30, 10, 40, -15, 25, -40, 5, 20];

function cells(group: string, kib: number, cpu = 0.1) {
  return [1, 2, 3, 4].map((repeat) =>
    cellRecord({
      id: `${group}-rep${repeat}`,
      repeat,
      group,
      anonymous_kib: kib + (NOISE[(repeat + group.length) % NOISE.length] ?? 0),
      uss_kib: kib + 4000 + (NOISE[(repeat * 3 + group.length) % NOISE.length] ?? 0),
      cpu_cores: cpu + (NOISE[(repeat * 5 + group.length) % NOISE.length] ?? 0) / 1e5,
    }),
  );
}

interface Ranked {
  setting: string;
  metric: string;
  difference: number;
  lo95: number;
  hi95: number;
}

describe('the sweep lane', () => {
  it('plans the default and every setting, interleaved, overrides merged', () => {
    const plan = sweepLane.plan(settings, profile);
    expect(plan.slice(0, 6).map((cell) => cell.id)).toEqual([
      'default-rep1',
      'big-rep1',
      'idle-rep1',
      'idle-rep2',
      'big-rep2',
      'default-rep2',
    ]);
    expect(plan[1]?.params).toEqual({ a: { ballast: 8 } });
  });

  it('ranks what costs and says that the rest does not', () => {
    const all = [...cells('default', 50_000), ...cells('big', 58_192), ...cells('idle', 50_000)];
    const findings = sweepLane.summarise(all, settings, profile);
    expect(findings.verdict).toBe('1 of 2 settings differ');
    const ranking = findings.numbers['ranking'] as Ranked[];
    expect(new Set(ranking.map((one) => one.setting))).toEqual(new Set(['big']));
    const anonymous = ranking.find((one) => one.metric === 'anonymous_kib');
    expect(anonymous?.lo95).toBeLessThan(8192);
    expect(anonymous?.hi95).toBeGreaterThan(8192);
  });

  it('reports no difference beyond noise as a result', () => {
    const all = [...cells('default', 50_000), ...cells('big', 50_010), ...cells('idle', 50_005)];
    expect(sweepLane.summarise(all, settings, profile).verdict).toBe('no difference beyond noise');
  });

  it('does not call a large difference none that only the number of comparisons hides', () => {
    const spread = [0, 6000, 12_000, 3000];
    const maybe = cells('big', 50_000).map((cell, i) => ({
      ...cell,
      anonymous_kib: 53_000 + (spread[i] ?? 0),
    }));
    const all = [...cells('default', 50_000), ...maybe, ...cells('idle', 50_000)];
    const findings = sweepLane.summarise(all, settings, profile);
    const rows = findings.numbers['cells'] as { setting: string; differences: Difference[] }[];
    const hidden = rows.find((row) => row.setting === 'big')?.differences[0];
    expect(hidden?.p_value).toBeLessThan(0.05);
    expect(hidden).toMatchObject({ beyond_noise: false, unclear: true });
    expect(hidden?.repeats_needed).toBeGreaterThan(4);
    expect(findings.verdict).toBe('INDETERMINATE');
    expect(findings.headline).toMatch(
      new RegExp(`'big' anonymous_kib by .*; --repeats ${hidden?.repeats_needed} would be likely to settle`),
    );
    const none = rows.find((row) => row.setting === 'idle')?.differences[0];
    expect(none).toMatchObject({ beyond_noise: false, unclear: false, repeats_needed: null });
  });

  it('keeps a failed setting as failed and refuses to judge without the default', () => {
    const failed = cells('default', 1).map((cell) => ({
      ...cell,
      status: 'failed' as const,
      failure: 'died',
    }));
    const findings = sweepLane.summarise([...failed, ...cells('big', 58_000)], settings, profile);
    expect(findings.verdict).toBe('NOT MEASURED');
    expect((findings.numbers['cells'] as { status: string }[])[0]?.status).toBe('failed');
  });

  it('refuses a profile without settings, and a setting that is not there by its near name', () => {
    const bare = parseProfile("name: x\nstart: {kind: local, command: ['x']}\n", 'x');
    expect(() => sweepLane.plan(settings, bare)).toThrow(/needs settings to compare/);
    expect(() => sweepLane.plan({ ...settings, only: ['bib'] }, profile)).toThrow(/no 'bib'/);
  });

  it('runs every combination in a factorial design and finds an interaction', () => {
    const factorial = { ...settings, design: 'factorial' as const };
    const groups = new Set(sweepLane.plan(factorial, profile).map((cell) => cell.group));
    expect(groups).toEqual(new Set(['default', 'big', 'idle', 'big+idle']));
    const all = [
      ...cells('default', 50_000),
      ...cells('big', 58_000),
      ...cells('idle', 50_000),
      ...cells('big+idle', 62_000),
    ];
    const effects = sweepLane.summarise(all, factorial, profile).numbers['effects'] as {
      terms: string[];
      metric: string;
      effect: number;
      beyond_noise: boolean;
    }[];
    const of = (...terms: string[]) =>
      effects.find((one) => one.metric === 'anonymous_kib' && one.terms.join() === terms.join());
    expect(of('big')?.effect).toBeCloseTo(10_000, -2);
    expect(of('big', 'idle')?.effect).toBeCloseTo(2000, -2);
    expect(of('big', 'idle')?.beyond_noise).toBe(true);
  });
});
