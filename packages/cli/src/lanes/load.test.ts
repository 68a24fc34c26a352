import { describe, expect, it } from 'vitest';
import { cellRecord } from '../../test/cell-record.js';
import { loadProfile, parseProfile } from '../profile/load-profile.js';
import { loadLane } from './load.js';
import { laneDefaults } from './settings.js';

const profile = loadProfile('reference');
const settings = { ...laneDefaults('load', false), repeats: 2 };

function loaded(group: string, p95: number, over: Record<string, unknown> = {}) {
  return [1, 2].map((repeat) =>
    cellRecord({
      id: `${group}-rep${repeat}`,
      repeat,
      group,
      uss_kib: 60_000,
      load: {
        request_count: 1000,
        success_count: 990,
        error_count: 10,
        p50_ms: p95 / 2,
        p95_ms: p95 + repeat,
        p99_ms: p95 * 2,
        max_ms: p95 * 3,
        generator_bound: false,
        latency_curve: [
          [50, p95 / 2],
          [95, p95],
        ],
        generator: { cpu_cores: 0.05 },
        sse: null,
        ...over,
      },
    }),
  );
}

const off = [1, 2].map((repeat) =>
  cellRecord({ id: `off-rep${repeat}`, repeat, group: 'off', uss_kib: 50_000 }),
);

describe('the load lane', () => {
  it('plans every level, both kinds of connection apart', () => {
    const names = (over: object) =>
      loadLane.plan({ ...settings, repeats: 1, ...over }, profile).map((cell) => cell.group);
    expect(names({})).toEqual(['off', 'light', 'heavy']);
    expect(names({ connections: 'both' })).toEqual(['off', 'light', 'light-new', 'heavy', 'heavy-new']);
    expect(loadLane.plan({ ...settings, connections: 'new' }, profile)[1]).toMatchObject({
      load: 'light',
      connections: 'new',
    });
  });

  it('says what clients see and cost', () => {
    const cells = [...off, ...loaded('light', 10), ...loaded('heavy', 40)];
    const { verdict, headline, numbers } = loadLane.summarise(cells, settings, profile);
    expect(verdict).toBe('measured');
    expect(headline).toContain('1.00 % errors');
    const rows = numbers['cells'] as Record<string, unknown>[];
    expect(rows.map((row) => row['level'])).toEqual(['off', 'light', 'heavy']);
    expect(rows[2]).toMatchObject({
      p95_ms_median: 41.5,
      error_rate: 0.01,
      request_count: 2000,
      uss_over_off_kib: 10_000,
      latency_curve: [
        { quantile: 0.5, ms: 20 },
        { quantile: 0.95, ms: 40 },
      ],
    });
    expect(numbers['cell_records']).toHaveLength(6);
    expect(rows[0]).toMatchObject({ p50_ms_median: null, error_rate: null });
  });

  it('says when the generator was the limit', () => {
    const cells = [...off, ...loaded('light', 10), ...loaded('heavy', 40, { generator_bound: true })];
    expect(loadLane.summarise(cells, settings, profile).verdict).toBe('measured (generator-bound)');
  });

  it('keeps a level that failed as failed, with unknown latencies', () => {
    const failed = loaded('heavy', 1).map((cell) =>
      cellRecord({ ...cell, status: 'failed', failure: 'not one of 100 requests succeeded', load: null }),
    );
    const rows = loadLane.summarise([...off, ...failed], settings, profile).numbers['cells'] as Record<
      string,
      unknown
    >[];
    expect(rows[2]).toMatchObject({ status: 'failed', p95_ms_median: null, error_rate: null });
  });

  it('needs to know what clients ask for', () => {
    const bare = parseProfile("name: x\nstart: {kind: local, command: ['x']}\n", 'x');
    expect(() => loadLane.plan(settings, bare)).toThrow(/says nothing of load/);
  });
});
