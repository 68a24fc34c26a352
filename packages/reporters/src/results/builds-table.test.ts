import { describe, expect, it } from 'vitest';
import type { LaneSummary } from '../model/summary.js';
import { renderExport } from '../machine/export.js';
import { renderLaneMarkdown } from '../markdown/render-lane.js';
import { buildsTable } from './builds-table.js';

const ROW = {
  metric: 'footprint.uss_kib',
  gated: true,
  baseline: 51_200,
  run: 56_320,
  change_percent: 10,
  ratio_lo: 1.09,
  ratio_hi: 1.11,
  p_adjusted: 0.0002,
  run_repeats: 5,
  detectable_percent: 0.83,
  verdict: 'regressed',
  reason: 'past 10 %, and not by chance',
  attribution: ['98 % of it is anonymous memory (+4.9 MiB)'],
};
const QUIET = {
  ...ROW,
  metric: 'footprint.cpu_cores',
  baseline: 0.01,
  run: 0.01,
  change_percent: 0.2,
  ratio_lo: 0.98,
  ratio_hi: 1.02,
  p_adjusted: 0.8,
  verdict: 'no-change',
  attribution: [],
};
const OTHER = {
  metric: 'footprint.pss_kib',
  gated: false,
  baseline: null,
  run: null,
  verdict: 'inconclusive',
};

const summary = {
  schema_version: 1,
  lane: 'ab',
  status: 'ok',
  verdict: 'regressed',
  headline: 'B costs more.',
  reason: '',
  profile: 'reference',
  quick: true,
  parameters: {},
  metadata: {},
  warnings: [],
  cells: [],
  rows: [OTHER, QUIET, ROW],
  builds: [
    { build: 'a', named: 'main', uss_kib_median: 51_200, uss_kib_values: [51_200] },
    { build: 'b', named: 'pr', uss_kib_median: 56_320, uss_kib_values: [56_320] },
  ],
} as unknown as LaneSummary;

describe('the table of two builds', () => {
  it('puts what gates first, with interval, pairs, detectable change, reason and source', () => {
    const texts = buildsTable(summary).rows.map((row) => row.map((cell) => cell.text));
    expect(texts.map((row) => row[0])).toEqual([
      'footprint.cpu_cores',
      'footprint.uss_kib',
      'footprint.pss_kib (not gated)',
    ]);
    expect(texts[1]).toEqual([
      'footprint.uss_kib',
      '50.0 MiB',
      '55.0 MiB',
      '+10.0 % [+9.0, +11.0]',
      '<0.001',
      '5',
      '0.83 %',
      'regressed; past 10 %, and not by chance; 98 % of it is anonymous memory (+4.9 MiB)',
    ]);
    expect(texts[0]?.at(-1)).toBe('no change');
    expect(texts[2]?.slice(1, 7)).toEqual(Array(6).fill('unknown'));
  });

  it('stands in the report, and both builds in what other tools read', () => {
    expect(renderLaneMarkdown(summary)).toMatch(/footprint\\?\.uss\\?_kib/);
    const csv = renderExport('csv', [summary], { run: 'r' });
    expect(csv).toMatch(/uss,bytes,52428800,.*build=a/);
    expect(csv).toMatch(/uss,bytes,57671680,.*build=b/);
  });
});
