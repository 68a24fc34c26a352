import { describe, expect, it } from 'vitest';
import { comparisonTable } from '../../../tools/bench/stats/comparison-table.ts';
import { coverage } from '../../../tools/bench/stats/coverage.ts';
import { growthTable } from '../../../tools/bench/stats/growth-table.ts';
import { leakTable } from '../../../tools/bench/stats/leak-table.ts';
import { stoppingTable } from '../../../tools/bench/stats/stopping-table.ts';

/**
 * Bounds for a share observed in n series when the true share is p: 3.9 binomial standard errors, which a correct
 * method leaves once in ten thousand. Seeds are fixed, so a test that passes keeps passing.
 */
function margin(p: number, n: number): number {
  return 3.9 * Math.sqrt((p * (1 - p)) / n);
}
const atLeast = (p: number, n: number): number => p - margin(p, n);
const atMost = (p: number, n: number): number => p + margin(p, n) + 1 / n;

describe('slope intervals cover', () => {
  it.each([
    ['normal n=30 rho=0', 0.93, 2.1],
    ['normal n=30 rho=0.3', 0.93, 2.1],
    ['normal n=30 rho=0.6', 0.93, 2.1],
    ['normal n=30 rho=0.9', 0.93, null],
    ['normal n=100 rho=0.6', 0.93, 1.5],
    ['normal n=100 rho=0.98', 0.92, null],
    ['heavy n=100 rho=0.6', 0.93, null],
  ] as const)('%s', (cell, least, widest) => {
    const series = 500;
    const { coverage: share, width } = coverage.run(cell, series);
    expect(share).toBeGreaterThan(atLeast(least, series));
    expect(share).toBeLessThan(atMost(0.98, series));
    // A median of ratios is known to about 1.25 σ/√n; ratios at n = 30 spread by less than 1.
    if (widest !== null) expect(width).toBeLessThan(widest + (3.9 * 1.25) / Math.sqrt(series));
  });
});

describe('growth verdicts', () => {
  const series = 300;
  it.each([
    'k=1 rise=0.05 noise=0.02',
    'k=0.5 rise=0.1 noise=0.02',
    'k=1.5 rise=0.1 noise=0.02',
    'k=0 rise=0 noise=0.02',
  ])('are wrong no more often than allowed: %s', (cell) =>
    expect(growthTable.run(cell, series)['wrong']).toBeLessThan(atMost(0.07, series)),
  );
  it.each(['k=0.5 rise=0.1 noise=0.01', 'k=1.5 rise=0.1 noise=0.01', 'k=2 rise=0.2 noise=0.02'])(
    'find a rise of ten times the noise: %s',
    (cell) => expect(growthTable.run(cell, series)['right']).toBeGreaterThan(atLeast(0.8, series)),
  );
  it.each(['k=0.5 rise=0.4 noise=0.01', 'k=1 rise=0.4 noise=0.01', 'k=1.5 rise=0.4 noise=0.01'])(
    'find a rise of forty times the noise: %s',
    (cell) => expect(growthTable.run(cell, series)['right']).toBeGreaterThan(atLeast(0.95, series)),
  );
  it('the log-log rule calls quadratic growth sub-linear every time', () => {
    expect(growthTable.run('k=2 rise=2 noise=0.01', 50)['logLogSubLinear']).toBe(1);
  });
});

describe('leak verdicts', () => {
  const series = 50;
  it.each([
    'flat n=300 rho=0.98 noise=200000',
    'saturating n=300 rho=0.6 noise=20000',
    'saturating n=300 rho=0 noise=200000',
    'sawtooth n=300 rho=0.6 noise=20000',
    'step n=300 rho=0 noise=200000',
    'ramp n=300 rho=0.9 noise=20000',
  ])('raise no more false alarms than allowed: %s', (cell) => {
    expect(leakTable.run(cell, series)['leak']).toBeLessThan(atMost(0.02, series));
  });
  it.each([
    'leak n=60 rho=0.6 noise=20000',
    'leak n=60 rho=0.6 noise=200000',
    'staircase n=600 rho=0.6 noise=3000',
  ])('find nine leaks in ten at the recommended length: %s', (cell) =>
    expect(leakTable.run(cell, series)['leak']).toBeGreaterThan(atLeast(0.9, series)),
  );
  it('quiet series that are long enough are cleared', () => {
    expect(leakTable.run('flat n=300 rho=0.6 noise=20000', series)['noLeak']).toBeGreaterThan(
      atLeast(0.95, series),
    );
  });
});

describe('comparison and stopping', () => {
  const series = 800;
  it.each(['n=3 change=0.1 spread=0.03', 'n=5 change=0 spread=0.03'])('the ratio is covered: %s', (cell) => {
    const row = comparisonTable.run(cell, series);
    expect(row['coverage']).toBeGreaterThan(atLeast(0.95, series));
  });
  it('no change raises no warning, and a family of eight is flagged at most at the level', () => {
    const row = comparisonTable.run('n=5 change=0 spread=0.03', series);
    expect(row['warnOrWorse']).toBeLessThan(atMost(0.05, series));
    expect(row['anyFalseFlagOf8']).toBeLessThan(atMost(0.05, series / 8));
  });
  it.each(['shape=normal target=0.02 spread=0.03', 'shape=normal target=0.01 spread=0.01'])(
    'the level holds however early one stops, and a plain t interval does not: %s',
    (cell) => {
      const row = stoppingTable.run(cell, series);
      expect(row['coverage']).toBeGreaterThan(atLeast(0.95, series));
      expect(row['plainTCoverage']).toBeLessThan(atLeast(0.95, series));
    },
  );
});
