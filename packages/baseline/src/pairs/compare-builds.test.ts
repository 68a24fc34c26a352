import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cell, type Json } from '../../test/build-run.js';
import { statistics } from '../../test/statistics.js';
import { exitCodeOf } from '../compare/exit-code.js';
import { compareBuilds } from './compare-builds.js';
import { falseAlarms } from './false-alarms.js';
import { pairsNeeded, detectableByPairs } from './pair-power.js';
import type { CellPair } from './paired-metrics.js';
import { signedRank } from './signed-rank.js';

/** Noise of about one percent, different for every cell and the same in every run of the test. */
const noise = (i: number): number => 1 + (((i * 7919) % 101) - 50) / 5000;

function pairs(
  count: number,
  over: { factor?: number; drift?: number; b?: Json; b_threads?: number } = {},
): CellPair[] {
  return Array.from({ length: count }, (_, i) => {
    const drift = 1 + (over.drift ?? 0) * i;
    return {
      a: cell(50_000 * noise(2 * i) * drift, { cpu_cores: 0.05 * noise(3 * i) }),
      b: cell(50_000 * noise(2 * i + 1) * drift * (over.factor ?? 1), {
        cpu_cores: 0.05 * noise(3 * i + 1),
        ...over.b,
      }),
    };
  });
}

const verdictOf = (all: readonly CellPair[], metric = 'footprint.uss_kib'): string =>
  compareBuilds(all, { statistics }).rows.find((row) => row.metric === metric)?.verdict ?? 'none';

describe('two builds in pairs', () => {
  it('fires at ten percent more memory, says from where, and is exit code 1', () => {
    const compared = compareBuilds(pairs(5, { factor: 1.12 }), { statistics });
    expect(compared.verdict).toBe('regressed');
    expect(exitCodeOf(compared)).toBe(1);
    const uss = compared.rows.find((row) => row.metric === 'footprint.uss_kib')!;
    expect(uss).toMatchObject({ basis: 'pairs', run_repeats: 5, verdict: 'regressed' });
    expect(uss.ratio_lo).toBeGreaterThan(1.09);
    expect(uss.attribution.join()).toMatch(/anonymous memory/);
  });

  it('stays silent about the same build, and says what it could have seen', () => {
    const compared = compareBuilds(pairs(5), { statistics });
    expect(compared.verdict).toBe('no-change');
    expect(exitCodeOf(compared, { strict: true, failOn: ['warn', 'inconclusive'] })).toBe(0);
    expect(compared.rows.find((row) => row.metric === 'footprint.uss_kib')?.detectable_percent).toBeLessThan(
      5,
    );
  });

  it('says improved of less', () => expect(verdictOf(pairs(5, { factor: 0.85 }))).toBe('improved'));

  it('is not led astray by a host that drifts more than the builds differ', () => {
    expect(verdictOf(pairs(6, { drift: 0.2 }))).toBe('no-change');
    expect(verdictOf(pairs(6, { drift: 0.2, factor: 1.12 }))).toBe('regressed');
  });

  it('says inconclusive, and how many pairs would settle it, of one pair and of noise', () => {
    expect(verdictOf(pairs(1, { factor: 1.5 }))).toBe('inconclusive');
    const wild = [0.7, 1.6, 1.1].map((factor) => pairs(1, { factor })[0]!);
    const row = compareBuilds(wild, { statistics }).rows.find((one) => one.metric === 'footprint.uss_kib');
    expect(row).toMatchObject({ verdict: 'inconclusive' });
    expect(row?.repeats_needed).toBeGreaterThan(3);
    expect(row?.reason).toMatch(/pairs would show 5 %/);
  });

  it('leaves out pairs of which a side failed or was not steady', () => {
    const all = pairs(4);
    all[0] = { ...all[0]!, b: { ...all[0]!.b, status: 'failed', uss_kib: null } };
    all[1] = { ...all[1]!, a: { ...all[1]!.a, steady: false } };
    expect(compareBuilds(all, { statistics })).toMatchObject({
      pairs: 4,
      pairs_measured: 3,
      pairs_used: 2,
      settled: true,
    });
  });

  it('is not comparable, exit code 2, without a pair', () => {
    const failed = pairs(2).map(({ a, b }) => ({ a, b: { ...b, status: 'failed' } }));
    const compared = compareBuilds(failed, { statistics });
    expect(compared).toMatchObject({ comparable: false, verdict: 'not-comparable', rows: [] });
    expect(exitCodeOf(compared)).toBe(2);
  });

  it('judges latency under load by the thresholds of the load lane, and names threads that came', () => {
    const loaded = (p95: number, threads: number): Json =>
      cell(50_000, {
        load: { p50_ms: 2, p95_ms: p95, p99_ms: 40 },
        num_threads: threads,
        threads: [{ name: 'gateway_node', count: threads }],
      });
    const all = [20, 21, 20.5, 20.2].map((p95, i) => ({ a: loaded(p95, 11), b: loaded(p95 * 1.8 + i, 14) }));
    const compared = compareBuilds(all, { statistics, load: 'heavy' });
    const rows = new Map(compared.rows.map((row) => [row.metric, row]));
    expect(rows.get('load[heavy].p95_ms')).toMatchObject({ gated: true, verdict: 'regressed' });
    expect(rows.get('load[heavy].p95_ms')?.attribution.join()).toMatch(
      /threads named gateway_node: 11 -> 14/,
    );
    expect(rows.get('load[heavy].uss_kib')).toMatchObject({ verdict: 'no-change' });
  });

  it('holds the second build to the budgets', () => {
    const budgets = { uss_mib: ['max<40'], exponent: ['value<1'] };
    const compared = compareBuilds(pairs(3), { statistics, profile: { metrics: {}, budgets } });
    expect(compared.budgets.map((budget) => budget.verdict)).toEqual(['broken']);
    expect(exitCodeOf(compared)).toBe(1);
  });
});

describe('false alarms of a host', () => {
  it('counts none on a quiet host, over every labelling', () => {
    const all = pairs(5);
    const inOrder = all.flatMap(({ a, b }, i) => (i % 2 === 0 ? [a, b] : [b, a]));
    expect(falseAlarms(all, inOrder, { statistics })).toEqual({
      paired: { comparisons: 32, alarms: 0, rate: 0, repeats: 5 },
      one_after_the_other: { comparisons: 15, alarms: 0, rate: 0, repeats: 3 },
    });
  });

  it('tells a host on which one run after the other cries wolf and pairs do not', () => {
    const all = pairs(6, { drift: 0.1 });
    const counted = falseAlarms(
      all,
      all.flatMap(({ a, b }) => [a, b]),
      { statistics },
    );
    expect(counted.paired.rate).toBe(0);
    expect(counted.one_after_the_other.rate).toBeGreaterThan(0.5);
  });

  it('cries wolf at most one time in twenty where only noise differs', () => {
    let state = 7;
    const uniform = (): number =>
      ((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) + 0.5) / 2 ** 32;
    const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    const random = (): Json =>
      cell(50_000 * Math.exp(0.05 * normal()), { cpu_cores: 0.1 * Math.exp(0.3 * normal()) });
    let alarms = 0;
    for (let i = 0; i < 400; i += 1) {
      const all = Array.from({ length: 5 }, () => ({ a: random(), b: random() }));
      if (exitCodeOf(compareBuilds(all, { statistics }), { failOn: ['warn'] }) === 1) alarms += 1;
    }
    expect(alarms).toBeLessThanOrEqual(20);
  });
});

describe('the signed-rank test', () => {
  // Hollander & Wolfe (1973), p. 29, as in R's help of wilcox.test: V = 40, one-sided p = 0.01953.
  it('agrees with the published example', () => {
    const x = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
    const y = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    const differences = x.map((value, i) => value - y[i]!);
    expect(signedRank(differences, 0.95).pValue).toBeCloseTo(2 * 0.01953, 4);
    expect(signedRank([1.1, 2.2, 0.3, -0.4, 1.9], 0.95).pValue).toBeCloseTo(6 / 32, 12);
  });

  it('does not depend on order or direction, and its interval holds its centre', () => {
    const differences = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
      minLength: 1,
      maxLength: 25,
    });
    fc.assert(
      fc.property(differences, (xs) => {
        const found = signedRank(xs, 0.9);
        const turned = signedRank(
          xs.toReversed().map((x) => -x),
          0.9,
        );
        expect(turned.pValue).toBeCloseTo(found.pValue, 9);
        expect(turned.centre).toBeCloseTo(-found.centre, 9);
        expect(found.lo <= found.centre && found.centre <= found.hi).toBe(true);
        expect(found.pValue).toBeGreaterThanOrEqual(Math.min(1, found.smallestP) - 1e-12);
      }),
    );
  });

  it('is close to the exact p where it turns to the normal law', () => {
    const xs = Array.from({ length: 50 }, (_, i) => ((i * 37) % 53) - 20 + i / 100);
    const more = [...xs, 0.005];
    expect(signedRank(more, 0.95).pValue).toBeCloseTo(signedRank(xs, 0.95).pValue, 1);
  });
});

describe('the size of a paired comparison', () => {
  it('takes as many pairs as make the wanted change detectable, and no more', () => {
    const power = { level: 0.95, power: 0.8 };
    const needed = pairsNeeded(0.05, 0.03, power, statistics);
    expect(detectableByPairs(0.05, needed, power, statistics)).toBeLessThanOrEqual(0.03);
    expect(detectableByPairs(0.05, needed - 1, power, statistics)).toBeGreaterThan(0.03);
    expect(detectableByPairs(0.05, 1, power, statistics)).toBe(Infinity);
  });
});
