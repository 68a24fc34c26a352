import { describe, expect, it } from 'vitest';
import { cellRecord } from '../../test/cell-record.js';
import { loadProfile } from '../profile/load-profile.js';
import type { Experiment, Mistake } from './calibrate-experiments.js';
import { CHURN, experiments, MISTAKES, TRUTHS } from './calibrate-experiments.js';
import { calibrateLane } from './calibrate.js';
import type { BurstNumbers } from './burst-numbers.js';
import type { CellRecord } from './cell-record.js';
import { laneDefaults } from './settings.js';

/** What the reference gateway costs when told so: the model that the table must find again. */
function measuredAs(experiment: Experiment): CellRecord {
  const told = (name: string): number => Number(experiment.params[`reference.${name}`] ?? 0);
  const entities = experiment.entities + 1;
  const grown = told('bytes_per_entity') * entities ** (told('entity_exponent') || 1);
  const leak = told('leak_bytes_per_s') + told('leak_bytes_per_change') * 2 * CHURN.count;
  return cellRecord({
    id: experiment.id,
    group: experiment.id,
    entity_count: entities,
    anonymous_kib: 22_000 + told('base_ballast_mib') * 1024 + grown / 1024,
    cpu_cores: 0.007 + told('cpu_cores'),
    num_threads: 12 + told('extra_threads'),
    samples: 11,
    observer: {
      cpu_cores: 0.01,
      own_cpu_cores: 0.02,
      memory_read_ms_median: 0.4,
      missed_ticks: 0,
      expected_ticks: 11,
    },
    load: experiment.load && latencies(experiment.id, told('delay_ms')),
    burst_numbers: experiment.burst && {
      main: burstOf(
        told('capture_bytes') / 1024,
        told('capture_retain_bytes') / 1024,
        told('capture_duration_s'),
      ),
    },
    trend:
      experiment.trendFromS === null
        ? null
        : {
            metric: 'anonymous_kib',
            from_s: 1,
            samples: 56,
            slope_b_s: leak,
            lo95: leak * 0.99,
            hi95: leak * 1.01,
            keeps_pace: true,
            leak: { verdict: leak > 3999 ? 'leak' : 'no-leak', reason: 'simulated', recommended_s: null },
          },
  });
}

function burstOf(captureKib: number, keptKib: number, durationS: number): BurstNumbers {
  return {
    judged_by: 'anonymous',
    baseline_kib: 40_000,
    peak_kib: 40_000 + 2 * captureKib,
    peak_rise_kib: 2 * captureKib,
    residual_kib: 2 * keptKib,
    peak_uss_kib: 45_000 + 2 * captureKib,
    baseline_cpu_cores: 0.01,
    peak_cpu_cores: 0.1,
    capture_duration_s: durationS,
    capture_seen_in: 'memory',
    left_baseline: true,
    recovered: keptKib === 0,
    recovery_s: keptKib === 0 ? durationS : null,
  };
}

/** What an honest client sees: 100 ms, or 50 to 150 ms, or the last second of ten standing still. */
function latencies(id: string, delayMs: number): Record<string, number> {
  const seen: Record<string, [number, number, number, number]> = {
    delay: [delayMs, delayMs, delayMs, delayMs],
    tail: [100, 145, 149, 150],
    stalls: [1, 500, 900, 998],
  };
  const [p50_ms, p95_ms, p99_ms, max_ms] = seen[id] ?? [0, 0, 0, 0];
  return { p50_ms, p95_ms, p99_ms, max_ms, request_count: 200, error_count: 0 };
}

function verdictOf(quick: boolean, mistake: Mistake | null, change?: (cells: CellRecord[]) => CellRecord[]) {
  const cells = experiments(quick, mistake).map(measuredAs);
  const settings = { ...laneDefaults('calibrate', quick), mistake };
  return calibrateLane.summarise(change ? change(cells) : cells, settings, loadProfile('reference'));
}

describe('calibrate', () => {
  it.each([true, false])('passes when every truth is found again (quick: %s)', (quick) => {
    expect(verdictOf(quick, null)).toMatchObject({ verdict: 'PASS' });
  });

  it.each(MISTAKES)('fails when the server deviates in %s', (mistake) => {
    const row = {
      ballast: /base/,
      cpu: /CPU/,
      threads: /threads/,
      leak: /rate/,
      entities: /entities/,
      burst: /peak/,
      delay: /p50/,
    };
    expect(verdictOf(true, mistake)).toMatchObject({
      verdict: 'FAIL',
      headline: expect.stringMatching(row[mistake]),
    });
  });

  it('fails on a host that makes the sampler late', () => {
    const late = verdictOf(true, null, (cells) =>
      cells.map((cell) => ({ ...cell, observer: cell.observer && { ...cell.observer, missed_ticks: 3 } })),
    );
    expect(late).toMatchObject({ verdict: 'FAIL', headline: expect.stringMatching(/too late/) });
  });

  it('fails on a host that other work disturbs', () => {
    const disturbed = verdictOf(true, null, (cells) =>
      cells.map((cell) => ({
        ...cell,
        conditions: cell.conditions && {
          ...cell.conditions,
          high_load: true,
          high_load_reason: 'other work',
        },
      })),
    );
    expect(disturbed).toMatchObject({ verdict: 'FAIL', headline: expect.stringMatching(/disturbed/) });
  });

  it('fails where a client that waits for its answers hides the stalls', () => {
    const omitting = verdictOf(false, null, (cells) =>
      cells.map((cell) =>
        cell.id === 'stalls' ? { ...cell, load: { p50_ms: 1, p95_ms: 1, p99_ms: 2, max_ms: 990 } } : cell,
      ),
    );
    expect(omitting).toMatchObject({ verdict: 'FAIL', headline: expect.stringMatching(/stalls \(p95\)/) });
  });

  it.each([
    ['churn-0x', 'leak', 'FAIL'],
    ['churn-0x', 'indeterminate', 'PASS'],
    ['churn-4x', 'indeterminate', 'FAIL'],
    ['churn-4x', 'no-leak', 'FAIL'],
  ] as const)('holds the word about %s against the truth: %s', (id, word, verdict) => {
    const judged = verdictOf(false, null, (cells) =>
      cells.map((cell) =>
        cell.id === id && cell.trend
          ? { ...cell, trend: { ...cell.trend, leak: { ...cell.trend.leak, verdict: word } } }
          : cell,
      ),
    );
    expect(judged).toMatchObject({ verdict });
  });

  it('gives every request that a stall holds up a worker of its own, and few enough to answer at once', () => {
    const stalls = experiments(false, null).find(({ id }) => id === 'stalls');
    const heldUp = (stalls?.loadRatePerS ?? Infinity) * TRUTHS.stallS;
    expect(stalls?.params['server.http_thread_pool_size']).toBeGreaterThan(2 * heldUp);
    expect(heldUp).toBeLessThan(150);
    // At a whole number of periods every stall would meet the same waits.
    expect((Number(stalls?.loadRatePerS) * TRUTHS.stallEveryS) % 1).toBeCloseTo(0.25, 6);
  });

  it('is indeterminate, never a pass, when a cell could not be measured', () => {
    const lacking = verdictOf(true, null, (cells) => cells.filter((cell) => cell.id !== 'ballast'));
    expect(lacking).toMatchObject({ verdict: 'INDETERMINATE' });
  });

  it('is refused on a server whose costs are not known', () => {
    const nginx = loadProfile('nginx');
    expect(() => calibrateLane.plan(laneDefaults('calibrate', true), nginx)).toThrow(/only the reference/);
  });
});
