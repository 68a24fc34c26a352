import { describe, expect, it } from 'vitest';
import { cellRecord } from '../../test/cell-record.js';
import { heapRecordOf } from '../../test/profiled-record.js';
import { loadProfile, parseProfile } from '../profile/load-profile.js';
import { attributeLane } from './attribute.js';
import type { CellRecord } from './cell-record.js';
import { heapLane } from './heap.js';
import { memcheckLane } from './memcheck.js';
import { laneDefaults } from './settings.js';
import { insightsOf } from './signals.js';
import type { Trend } from './trend.js';

const settings = laneDefaults('heap', false);
const profile = parseProfile('name: server\nstart: {kind: local, command: [server]}', 'test');

const trend = (verdict: Trend['leak']['verdict'], over: Partial<Trend> = {}): Trend => ({
  metric: 'anonymous_kib',
  from_s: 0,
  samples: 900,
  slope_b_s: 40_000,
  lo95: 39_000,
  hi95: 41_000,
  keeps_pace: true,
  leak: { verdict, reason: 'because', recommended_s: verdict === 'indeterminate' ? 3600 : 100 },
  ...over,
});

const plain = (over: Partial<CellRecord>): CellRecord =>
  cellRecord({ id: 'plain-rep1', group: 'plain', trend: trend('leak'), ...over });
const traced = (over: Parameters<typeof heapRecordOf>[0] = {}): CellRecord =>
  cellRecord({ id: 'heaptrack', group: 'heaptrack', profiled: heapRecordOf(over) });

const wordOf = (...cells: CellRecord[]): string => heapLane.summarise(cells, settings, profile).verdict;

describe('the heap lane suspects a leak', () => {
  it('when memory grows without a profiler, the warm-up had come to rest and sites explain it', () => {
    const found = heapLane.summarise([traced(), plain({})], settings, profile);
    expect(found.verdict).toBe('SUSPECTED');
    expect(found.headline).toMatch(/first site leak_block/);
    expect(found.numbers).toMatchObject({ total_leaked: 2_400_000, phase_b: { explained_share: 1 } });
    expect((found.numbers['rows'] as unknown[]).length).toBe(2);
  });

  it('gives what profiles derive metrics from, and nothing under a profiler', async () => {
    const found = heapLane.summarise([traced(), plain({})], settings, profile);
    const rows = heapLane.rowsFor(found.numbers);
    expect(rows.map((row) => row.label)).toEqual(['without heaptrack, repeat 1']);
    const { derived } = await insightsOf('heap', rows, loadProfile('reference'));
    expect(Object.values(derived)).toEqual([{ anonymous_kib_per_entity: 45_000 / 54 }]);
  });

  it('not when memory does not grow', () => {
    expect(wordOf(traced(), plain({ trend: trend('no-leak') }))).toBe('NO LEAK');
  });

  it('not when the window was too short, and says how long to run', () => {
    const found = heapLane.summarise([traced(), plain({ trend: trend('indeterminate') })], settings, profile);
    expect(found.verdict).toBe('INDETERMINATE');
    expect(found.headline).toMatch(/--duration 3600/);
  });

  const restless = { converged: false, duration_s: 180, reason: 'still moves' };
  it('not when the warm-up never came to rest and growth slows down', () => {
    const cell = plain({ warmup: restless, trend: trend('leak', { keeps_pace: false }) });
    const found = heapLane.summarise([traced(), cell], settings, profile);
    expect(found).toMatchObject({ verdict: 'INDETERMINATE' });
    expect(found.reason).toMatch(/filling up/);
  });

  it('but when growth never slowed down, which no warm-up survives', () => {
    expect(wordOf(traced(), plain({ warmup: restless }))).toBe('SUSPECTED');
  });

  it('not when all was freed at the end, or what was not is a small part of the growth', () => {
    expect(wordOf(traced({ total_leaked: 0 }), plain({}))).toBe('INDETERMINATE');
    expect(wordOf(traced({ total_leaked: 1000 }), plain({}))).toBe('INDETERMINATE');
  });

  it('not when the run under heaptrack failed, which is disclosed', () => {
    const failed = cellRecord({
      id: 'heaptrack',
      group: 'heaptrack',
      status: 'failed',
      failure: 'MEDKIT_LEAK_TRUNCATED',
      profiled: null,
    });
    const found = heapLane.summarise([failed, plain({})], settings, profile);
    expect(found).toMatchObject({ verdict: 'INDETERMINATE', numbers: { total_leaked: null } });
    expect(found.numbers['phase_b']).toMatchObject({ failure: 'MEDKIT_LEAK_TRUNCATED' });
  });

  it('and nothing is said of a target that was never measured', () => {
    expect(wordOf(traced(), plain({ status: 'failed', failure: 'died', trend: null }))).toBe('NOT MEASURED');
  });
});

describe('where no profiler can be put around the target', () => {
  it.each([
    ['attach', "start: {kind: attach, pid: '1'}"],
    ['compose', 'start: {kind: compose, files: [compose.yaml], service: web}'],
  ])('%s: the slope alone decides, and the reason says so', (_kind, start) => {
    const foreign = parseProfile(`name: server\n${start}`, 'test');
    expect(heapLane.plan(settings, foreign).map((cell) => cell.id)).toEqual(['plain-rep1']);
    const found = heapLane.summarise([plain({})], settings, foreign);
    expect(found).toMatchObject({ verdict: 'SUSPECTED', numbers: { total_leaked: null, sites: null } });
    expect(found.reason).toContain('where is not known');
    expect(found.headline).toContain('where is not known');
    expect(found.numbers['phase_b']).toMatchObject({ tool: null, cell_id: null, failure: null });
    const still = heapLane.summarise([plain({ trend: trend('no-leak') })], settings, foreign);
    expect(still.verdict).toBe('NO LEAK');
  });

  it('memcheck and attribute are refused with the reason', () => {
    const foreign = parseProfile("name: server\nstart: {kind: attach, pid: '1'}", 'test');
    for (const lane of [memcheckLane, attributeLane])
      expect(() => lane.plan(settings, foreign)).toThrow(/has to start the target/);
  });
});
