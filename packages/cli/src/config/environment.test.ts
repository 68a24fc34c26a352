import { describe, expect, it } from 'vitest';
import { configFromEnvironment } from './environment.js';
import { loadConfig } from './load-config.js';

describe('the environment', () => {
  it('gives settings, each with the variable it came from', () => {
    const { config, origins } = configFromEnvironment({
      PATH: '/bin',
      MEDKIT_BENCH_PROFILE: 'nginx',
      MEDKIT_BENCH_QUICK: '1',
      MEDKIT_BENCH_FOOTPRINT_DURATION: '5m',
      MEDKIT_BENCH_SCALING_REFRESH_MS: '200,1000',
      MEDKIT_BENCH_LABEL: 'of a run',
    });
    expect(config).toEqual({
      profile: 'nginx',
      quick: true,
      footprint: { duration: '5m' },
      scaling: { refresh_ms: '200,1000' },
    });
    expect(origins['footprint.duration']).toBe('MEDKIT_BENCH_FOOTPRINT_DURATION');
  });

  it('refuses a variable that sets nothing, and names the nearest', () => {
    expect(() => configFromEnvironment({ MEDKIT_BENCH_FOOTPRINT_DURATON: '3' })).toThrow(
      /MEDKIT_BENCH_FOOTPRINT_DURATON sets nothing/,
    );
    expect(() => configFromEnvironment({ MEDKIT_BENCH_QUICK: 'maybe' })).toThrow(/neither true nor false/);
  });

  it('stands over the file', async () => {
    const found = await loadConfig(undefined, { MEDKIT_BENCH_RESULTS_DIR: 'elsewhere' });
    expect(found.config.results_dir).toBe('elsewhere');
    expect(found.origins['results_dir']).toBe('MEDKIT_BENCH_RESULTS_DIR');
  });
});
