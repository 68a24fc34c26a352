import { describe, expect, it } from 'vitest';
import { cellRecord } from '../../test/cell-record.js';
import { loadProfile } from '../profile/load-profile.js';
import type { Experiment, Mistake } from './calibrate-experiments.js';
import { experiments, MISTAKES } from './calibrate-experiments.js';
import { calibrateLane } from './calibrate.js';
import type { CellRecord } from './cell-record.js';
import { laneDefaults } from './settings.js';

/** What the reference gateway costs when told so: the model that the table must find again. */
function measuredAs(experiment: Experiment): CellRecord {
  const told = (name: string): number => Number(experiment.params[`reference.${name}`] ?? 0);
  const entities = experiment.entities + 1;
  const grown = told('bytes_per_entity') * entities ** (told('entity_exponent') || 1);
  const leak = told('leak_bytes_per_s');
  return cellRecord({
    id: experiment.id,
    group: experiment.id,
    entity_count: entities,
    anonymous_kib: 22_000 + told('base_ballast_mib') * 1024 + grown / 1024,
    cpu_cores: 0.007 + told('refresh_cpu_ms') / 100,
    num_threads: 12 + told('extra_threads'),
    samples: 11,
    observer: {
      cpu_cores: 0.01,
      own_cpu_cores: 0.02,
      memory_read_ms_median: 0.4,
      missed_ticks: 0,
      expected_ticks: 11,
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
    const row = { ballast: /base/, cpu: /CPU/, threads: /threads/, leak: /rate/, entities: /entities/ };
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

  it('is indeterminate, never a pass, when a cell could not be measured', () => {
    const lacking = verdictOf(true, null, (cells) => cells.filter((cell) => cell.id !== 'ballast'));
    expect(lacking).toMatchObject({ verdict: 'INDETERMINATE' });
  });

  it('is refused on a server whose costs are not known', () => {
    const nginx = loadProfile('nginx');
    expect(() => calibrateLane.plan(laneDefaults('calibrate', true), nginx)).toThrow(/only the reference/);
  });
});
