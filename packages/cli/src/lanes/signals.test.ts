import { describe, expect, it } from 'vitest';
import { loadProfile } from '../profile/load-profile.js';
import { insightsOf } from './signals.js';

const profile = {
  ...loadProfile('reference'),
  derived: { kib_per_entity: 'uss_kib / entity_count', of_latency: 'p95_ms / p50_ms' },
  signals: [
    { lane: 'load' as const, when: 'num_threads > 40', says: '{num_threads} threads under load' },
    { lane: 'load' as const, when: 'p95_ms > 200', says: 'slow' },
    { lane: 'churn' as const, when: 'num_threads > 1', says: 'another lane' },
  ],
};

const figures = { uss_kib_median: 50_000, entity_count: 50, num_threads_median: 44, p95_ms_median: null };

describe('signals and derived metrics', () => {
  it('fire with their figure, and only in their lane', async () => {
    const { signals, derived } = await insightsOf('load', [{ label: 'heavy', figures }], profile);
    expect(signals).toEqual([{ says: '44 threads under load', when: 'num_threads > 40', row: 'heavy' }]);
    expect(derived['heavy']).toMatchObject({ kib_per_entity: 1000 });
  });

  it('stay silent below the threshold and on what is unknown', async () => {
    const quiet = { ...figures, num_threads_median: 12 };
    const { signals, derived } = await insightsOf('load', [{ label: 'heavy', figures: quiet }], {
      ...profile,
      derived: {},
    });
    expect(signals).toEqual([]);
    expect(derived).toEqual({});
  });

  it('leave alone a lane that lacks one of the figures, and refuse a name that nobody has', async () => {
    const rows = [{ label: 'profiled', figures: { uss_kib: 50_000 } }];
    expect((await insightsOf('heap', rows, { ...profile, signals: [] })).derived).toEqual({});
    const wrong = { ...profile, signals: [], derived: { wrong: 'uss_kib / entty_count' } };
    await expect(insightsOf('heap', rows, wrong)).rejects.toThrow(/entty_count/);
  });

  it('know the settings of a sweep, also where only some were measured', async () => {
    const rule = {
      lane: 'sweep' as const,
      when: 'refresh_interval_ms > 1000 and cpu_cores_share < -0.4',
      says: 'the refresh is most of it at {refresh_interval_ms} ms',
    };
    const rows = [
      { label: 'default', figures: { cpu_cores_share: null } },
      { label: 'refresh-5000', figures: { refresh_interval_ms: 5000, cpu_cores_share: -0.7 } },
    ];
    const told = { ...profile, derived: {}, signals: [rule] };
    expect((await insightsOf('sweep', rows, told)).signals.map(({ says }) => says)).toEqual([
      'the refresh is most of it at 5000 ms',
    ]);
    expect((await insightsOf('sweep', rows.slice(0, 1), told)).signals).toEqual([]);
    // A name that no row and no setting has is a mistake.
    const wrong = { ...told, signals: [{ ...rule, when: 'refresh_interval > 1000' }] };
    await expect(insightsOf('sweep', rows, wrong)).rejects.toThrow(/refresh_interval/);
  });
});
