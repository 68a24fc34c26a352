import { describe, expect, it } from 'vitest';
import { cellRecord } from '../../test/cell-record.js';
import { loadProfile, parseProfile } from '../profile/load-profile.js';
import type { CellRecord } from './cell-record.js';
import { scalingLane } from './scaling.js';
import { laneDefaults } from './settings.js';

const profile = loadProfile('reference');
const settings = laneDefaults('scaling', false);

/** Repeats at the default sizes, memory = base + each * n^k, a little noise that is fixed. */
function cellsOfLaw(k: number, each: number, over: Partial<CellRecord> = {}): CellRecord[] {
  return settings.entities.flatMap((asked) =>
    [1, 2, 3].map((repeat) => {
      const count = asked + 4;
      const noise = 60 * Math.sin(asked * 7.3 + repeat * 2.1);
      const anonymous_kib = 45_000 + each * count ** k + noise;
      return cellRecord({
        id: `n${asked}-${repeat}`,
        repeat,
        entities_asked: asked,
        entity_count: count,
        refresh_ms: 1000,
        anonymous_kib,
        uss_kib: anonymous_kib + 5000,
        pss_kib: anonymous_kib + 9000,
        cpu_cores: 0.05 + 0.0001 * count + 0.0005 * Math.sin(repeat + asked),
        ...over,
      });
    }),
  );
}

interface Fit {
  verdict: string;
  exponent: number;
  point_count: number;
  growth_anonymous: { exponent: number; lo: number; hi: number; verdict: string };
  marginal: { kib_per_entity: number; lo95: number; hi95: number };
  disagreement: string | null;
}

const fitsOf = (numbers: Record<string, unknown>): Fit[] => numbers['fits'] as Fit[];

describe('the scaling lane', () => {
  it('plans every size, rate and repeat, sizes fastest', () => {
    const cells = scalingLane.plan(
      { ...settings, refreshMs: [200, 1000], entities: [10, 20], repeats: 2 },
      profile,
    );
    expect(cells.map((cell) => cell.id)).toEqual([
      'n0010-r200-rep1',
      'n0020-r200-rep1',
      'n0010-r1000-rep1',
      'n0020-r1000-rep1',
      'n0010-r200-rep2',
      'n0020-r200-rep2',
      'n0010-r1000-rep2',
      'n0020-r1000-rep2',
    ]);
  });

  it('says which part a profile lacks', () => {
    const bare = parseProfile("name: x\nstart: {kind: local, command: ['x']}\n", 'x');
    expect(() => scalingLane.plan(settings, bare)).toThrow(/scaling needs a graph/);
  });

  it.each([
    [0.5, 3000, 'sub-linear'],
    [1, 80, 'linear'],
    [1.5, 8, 'super-linear'],
    [2, 0.6, 'super-linear'],
  ])('finds the law of exponent %d on a base', (k, each, word) => {
    const { verdict, numbers } = scalingLane.summarise(cellsOfLaw(k, each), settings, profile);
    const [fit] = fitsOf(numbers);
    expect(verdict).toBe(`${word} CONFIRMED`);
    expect(fit?.growth_anonymous.lo).toBeLessThanOrEqual(k);
    expect(fit?.growth_anonymous.hi).toBeGreaterThanOrEqual(k);
  });

  it('shows the log-log claim beside it and why it is another', () => {
    const [fit] = fitsOf(scalingLane.summarise(cellsOfLaw(1, 80), settings, profile).numbers);
    expect(fit?.verdict).toBe('sub-linear');
    expect(fit?.disagreement).toMatch(/takes the fixed base for part of the growth/);
    expect(fit?.marginal.lo95).toBeLessThanOrEqual(80);
    expect(fit?.marginal.hi95).toBeGreaterThanOrEqual(80);
  });

  it('fits one law per refresh rate, never pooled', () => {
    const cells = [...cellsOfLaw(1, 80), ...cellsOfLaw(1, 80, { refresh_ms: 200 })];
    const { numbers } = scalingLane.summarise(cells, settings, profile);
    expect(fitsOf(numbers)).toHaveLength(2);
    expect(numbers['rows']).toHaveLength(12);
  });

  it('calls four sizes indicative and two sizes indeterminate', () => {
    const of = (sizes: number[]) =>
      cellsOfLaw(1, 80).filter((cell) => sizes.includes(cell.entities_asked ?? 0));
    expect(scalingLane.summarise(of([10, 60, 150, 250]), settings, profile)).toMatchObject({
      verdict: 'linear CONFIRMED (indicative)',
      numbers: { indicative: true },
    });
    const { verdict, numbers } = scalingLane.summarise(of([10, 250]), settings, profile);
    expect(verdict).toBe('INDETERMINATE');
    expect(fitsOf(numbers)[0]).toMatchObject({
      verdict: 'INDETERMINATE',
      growth_anonymous: null,
      point_count: 2,
    });
  });

  it('leaves unsteady repeats out where a size has steady ones, and marks unreliable rows', () => {
    const cells = cellsOfLaw(1, 80).map((cell, i) =>
      i === 0 ? { ...cell, steady: false, anonymous_kib: 999_999 } : cell,
    );
    const { verdict, numbers } = scalingLane.summarise(cells, settings, profile);
    expect(verdict).toBe('linear CONFIRMED');
    const rows = numbers['rows'] as { reliable: boolean; steady_count: string }[];
    expect(rows[0]).toMatchObject({ steady_count: '2/3', reliable: true });
    const none = cellsOfLaw(1, 80).map((cell) =>
      cell.entities_asked === 10 ? { ...cell, steady: false } : cell,
    );
    const marked = scalingLane.summarise(none, settings, profile).numbers['rows'] as { reliable: boolean }[];
    expect(marked.map((row) => row.reliable)).toEqual([false, true, true, true, true, true]);
  });
});
