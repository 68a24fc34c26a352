import { describe, expect, it } from 'vitest';
import { cell, footprint, HOST, type Json, runFolder, scaling } from '../../test/build-run.js';
import { statistics } from '../../test/statistics.js';
import { baselineFromRun } from '../files/baseline-file.js';
import type { LoadedBaseline } from '../files/baseline-file.js';
import { comparisonMarkdown } from '../report/comparison-text.js';
import { comparisonTerminal } from '../report/comparison-terminal.js';
import { readRun } from '../run/read-run.js';
import { type AllowWord, parseAllow } from './comparability.js';
import { compareRun, type Comparison, refusalError } from './compare-run.js';
import { exitCodeOf } from './exit-code.js';

const QUIET = [50_000, 50_100, 49_900, 50_050, 49_950];
const cells = (factor = 1, over: Json = {}): Json[] => QUIET.map((kib) => cell(kib * factor, over));

async function loaded(lanes: Record<string, Json>): Promise<LoadedBaseline> {
  const run = await readRun(await runFolder(lanes));
  return { path: 'b.json', format: 'medkit-bench', baseline: baselineFromRun(run, new Date(0)) };
}

async function compare(
  before: Record<string, Json>,
  after: Record<string, Json>,
  allow: readonly AllowWord[] = [],
): Promise<Comparison> {
  return compareRun(await loaded(before), await readRun(await runFolder(after)), { statistics, allow });
}

const row = (comparison: Comparison, metric: string): Comparison['rows'][number] =>
  comparison.rows.find((one) => one.metric === metric)!;

describe('what must not be compared is refused, naming the key', () => {
  const base = { footprint: footprint(cells()) };
  const host = (over: Json): Json => ({ metadata: { host: { ...HOST, ...over } } });

  it.each<[string, string, AllowWord, Record<string, Json>]>([
    ['another CPU', 'host.cpu_model', 'host', { footprint: footprint(cells(), host({ cpu_model: 'Xeon' })) }],
    ['other cores', 'host.nproc', 'host', { footprint: footprint(cells(), host({ nproc: 4 })) }],
    [
      'other memory',
      'host.mem_total_kib',
      'host',
      { footprint: footprint(cells(), host({ mem_total_kib: 8e6 })) },
    ],
    ['a busy host', 'footprint.high_load', 'load', { footprint: footprint(cells(), { high_load: true }) }],
    [
      'a busy host on a lane that the baseline lacks',
      'scaling.high_load',
      'load',
      { ...base, scaling: scaling(1, 0.1, { high_load: true }) },
    ],
    [
      'another method',
      'footprint.method_version',
      'method',
      { footprint: footprint(cells(), { method_version: 2 }) },
    ],
    [
      'another window',
      'footprint.parameters.duration_s',
      'params',
      { footprint: footprint(cells(), { parameters: { duration_s: 300, set: {} } }) },
    ],
    [
      'an override',
      'footprint.parameters.set.a.b',
      'params',
      { footprint: footprint(cells(), { parameters: { set: { 'a.b': 1 } } }) },
    ],
    [
      'another profile',
      'footprint.profile',
      'params',
      { footprint: footprint(cells(), { profile: 'nginx' }) },
    ],
    [
      'a metric that is gone',
      'footprint.cpu_cores',
      'missing',
      { footprint: footprint(cells(1, { cpu_cores: null })) },
    ],
  ])('%s', async (_, key, word, after) => {
    const refused = await compare(base, after);
    expect(refused).toMatchObject({ comparable: false, verdict: 'not-comparable', rows: [] });
    expect(refused.refusals.map((one) => one.key)).toContain(key);
    expect(exitCodeOf(refused)).toBe(2);
    expect(exitCodeOf(refused, { exitZero: true })).toBe(2);
    expect(refusalError(refused).message).toContain(key);
    expect(refusalError(refused).next).toContain(`--allow-different ${word}`);
    const passed = await compare(base, after, [word]);
    expect(passed).toMatchObject({ comparable: true, marked: true, refusals: [] });
    expect(comparisonMarkdown(passed)).toContain('OVERRIDDEN');
    expect(comparisonTerminal(passed)).toContain('passed over by --allow-different');
  });

  it('nothing in common is refused, and no word passes it over', async () => {
    const all = parseAllow('host,load,method,params,missing');
    const refused = await compare({ scaling: scaling(1, 0.1) }, base, all);
    expect(refused.refusals.map((one) => one.kind)).toEqual(['nothing']);
    expect(exitCodeOf(refused)).toBe(2);
  });

  it('what a side does not say is unknown, not different', async () => {
    const silent = footprint(cells(), { parameters: null, method_version: null, profile: null, quick: null });
    const result = await compare({ footprint: { ...silent, metadata: { host: {} }, high_load: null } }, base);
    expect(result.comparable).toBe(true);
    expect(result.marked).toBe(false);
    expect(result.unknown).toEqual(
      expect.arrayContaining(['host.cpu_model', 'footprint.method_version', 'footprint.parameters']),
    );
  });

  it('kernel, governor and virtualisation warn only', async () => {
    const result = await compare(base, {
      footprint: footprint(cells(), host({ kernel: '6.12', governor: 'powersave' })),
    });
    expect(result.comparable).toBe(true);
    expect(result.notes.map((note) => note.code)).toEqual(['host-kernel', 'host-governor']);
  });

  it('repeats and a memory total within half a GiB are no difference', async () => {
    const after = footprint(cells().slice(1), host({ mem_total_kib: 24 * 1024 * 1024 - 5000 }));
    const result = await compare(base, {
      footprint: { ...after, parameters: { ...(after['parameters'] as Json), repeats: 4 } },
    });
    expect(result.comparable).toBe(true);
  });

  it('an unknown word for an override is refused', () => {
    expect(() => parseAllow('hosts')).toThrow(/--allow-different does not know "hosts"/);
    expect(() => parseAllow(' ')).toThrow(/does not know/);
  });
});

describe('verdicts rest on effect and evidence', () => {
  const base = { footprint: footprint(cells()) };

  it('no change says what it could have seen', async () => {
    const result = await compare(base, base);
    expect(result.verdict).toBe('no-change');
    expect(row(result, 'footprint.uss_kib').detectable_percent).toBeGreaterThan(0.2);
    expect(row(result, 'footprint.uss_kib').detectable_percent).toBeLessThan(1);
    expect(comparisonMarkdown(result)).toMatch(/no change \(could have seen 0\.\d+ %\)/);
    expect(exitCodeOf(result, { strict: true })).toBe(0);
  });

  it.each([
    [1.2, 'regressed', 1],
    [1.07, 'warn', 0],
    [1.03, 'within-noise', 0],
    [0.85, 'improved', 0],
  ] as const)('times %f is %s', async (factor, verdict, code) => {
    const result = await compare(base, { footprint: footprint(cells(factor)) });
    expect(row(result, 'footprint.uss_kib').verdict).toBe(verdict);
    expect(exitCodeOf(result)).toBe(code);
    expect(exitCodeOf(result, { exitZero: true })).toBe(0);
  });

  it('a warning fails when it is asked to', async () => {
    const result = await compare(base, { footprint: footprint(cells(1.07)) });
    expect(exitCodeOf(result, { failOn: ['warn'] })).toBe(1);
    expect(exitCodeOf(result, { failOn: ['improved'] })).toBe(0);
  });

  it('a change that chance explains is inconclusive and says how many repeats would settle it', async () => {
    const wild = [40_000, 60_000, 50_000].map((kib) => cell(kib));
    const wilder = [50_000, 75_000, 60_000].map((kib) => cell(kib));
    const result = await compare({ footprint: footprint(wild) }, { footprint: footprint(wilder) });
    const uss = row(result, 'footprint.uss_kib');
    expect(uss).toMatchObject({ verdict: 'inconclusive' });
    expect(uss.repeats_needed).toBeGreaterThan(10);
    expect(comparisonMarkdown(result)).toContain(`${uss.repeats_needed} repeats would settle it`);
    expect(exitCodeOf(result)).toBe(0);
    expect(exitCodeOf(result, { strict: true })).toBe(3);
    expect(exitCodeOf(result, { strict: true, exitZero: true })).toBe(0);
  });

  it('one repeat is never enough', async () => {
    const one = { footprint: footprint([cell(50_000)]) };
    const result = await compare(one, { footprint: footprint([cell(90_000)]) });
    expect(row(result, 'footprint.uss_kib')).toMatchObject({ verdict: 'inconclusive', repeats_needed: null });
  });

  it('better memory and worse CPU are mixed', async () => {
    const result = await compare(base, {
      footprint: footprint(QUIET.map((kib, i) => cell(kib * 0.8, { cpu_cores: 0.1 + i / 1e4 }))),
    });
    expect(result.verdict).toBe('mixed');
    expect(exitCodeOf(result)).toBe(1);
  });

  it('an exponent is worse when its whole interval lies above', async () => {
    const before = { ...base, scaling: scaling(1, 0.1) };
    expect(
      row(await compare(before, { ...base, scaling: scaling(1.15, 0.1) }), 'scaling.exponent').verdict,
    ).toBe('no-change');
    expect(
      row(await compare(before, { ...base, scaling: scaling(1.3, 0.1) }), 'scaling.exponent').verdict,
    ).toBe('regressed');
    expect(
      row(await compare(before, { ...base, scaling: scaling(0.7, 0.1) }), 'scaling.exponent').verdict,
    ).toBe('improved');
  });

  it('without a usable baseline exponent, a low end past 1 is worse', async () => {
    expect(
      row(await compare(base, { ...base, scaling: scaling(1.3, 0.2) }), 'scaling.exponent').verdict,
    ).toBe('regressed');
    expect(
      row(await compare(base, { ...base, scaling: scaling(1.1, 0.2) }), 'scaling.exponent').verdict,
    ).toBe('inconclusive');
  });

  it('an exact count has no noise', async () => {
    const lost = (bytes: number): Record<string, Json> => ({
      memcheck: footprint([], { lane: 'memcheck', definitely_lost: { bytes, blocks: 1 } }),
    });
    expect((await compare(lost(0), lost(0))).verdict).toBe('no-change');
    expect((await compare(lost(0), lost(8))).verdict).toBe('regressed');
    expect((await compare(lost(8), lost(0))).verdict).toBe('improved');
  });
});

describe('a change says where it comes from', () => {
  it('threads, memory class and commits', async () => {
    const threads = [
      { name: 'gateway_node', count: 9 },
      { name: 'libuv-worker', count: 6 },
    ];
    const after = footprint(cells(1.2, { threads }), {
      metadata: { host: HOST, target: { gateway_commit: 'bbbbbbbbbbbb' } },
    });
    const result = await compare({ footprint: footprint(cells()) }, { footprint: after });
    expect(row(result, 'footprint.uss_kib').attribution).toEqual([
      '100 % of it is anonymous memory (+9.77 MiB)',
      'threads named libuv-worker: 2 -> 6',
    ]);
    expect(comparisonMarkdown(result)).toContain('commits aaaaaaaaaaaa..bbbbbbbbbbbb');
  });

  it('a parameter in force', async () => {
    const withPool = (size: number): Json => ({
      host: HOST,
      params_in_force: { 'pool.size': size, 'server.port': size },
    });
    const result = await compare(
      { footprint: footprint(cells(), { metadata: withPool(4) }) },
      { footprint: footprint(cells(1.2), { metadata: withPool(12) }) },
    );
    expect(row(result, 'footprint.uss_kib').attribution).toContain('parameter pool.size: 4 -> 12');
  });

  it('a size', async () => {
    const at = (size: number, kib: number): Json => ({
      entities_asked: size,
      refresh_ms: 1000,
      anonymous_kib_values: [kib, kib + 1, kib + 2],
      anonymous_kib_median: kib + 1,
    });
    const lane = (perEntity: number, base: number): Record<string, Json> => ({
      scaling: scaling(1, 0.1, {
        rows: [10, 100].map((n) => at(n, base + perEntity * n)),
        fits: [
          {
            refresh_ms: 1000,
            exponent: 1,
            ci_lo: 0.9,
            ci_hi: 1.1,
            marginal: { kib_per_entity: perEntity, lo95: perEntity - 1, hi95: perEntity + 1 },
          },
        ],
      }),
    });
    const grown = await compare(lane(80, 20_000), lane(120, 20_000));
    expect(row(grown, 'scaling.kib_per_entity')).toMatchObject({ verdict: 'regressed' });
    expect(row(grown, 'scaling.kib_per_entity').attribution[0]).toMatch(
      /^the change grows with size: \+400 KiB at 10/,
    );
    const base = await compare(lane(80, 20_000), lane(89, 40_000));
    expect(row(base, 'scaling.kib_per_entity').attribution[0]).toMatch(/much the same at every size/);
  });

  it('only what the data shows: neither a class nor a size where repeats scatter as much', async () => {
    const scattered = (over: number[]): Json[] =>
      QUIET.map((kib, i) => cell(kib * 1.2, { anonymous_kib: 42_000 + over[i]! }));
    const result = await compare(
      {
        footprint: footprint(
          scattered([0, 9000, -8000, 7000, -9000]).map((one) => ({
            ...one,
            uss_kib: 50_000 + Number(one['rss_kib']) / 1e4,
          })),
        ),
      },
      { footprint: footprint(scattered([9000, -7000, 9000, 8000, -9000])) },
    );
    expect(row(result, 'footprint.uss_kib').verdict).toBe('regressed');
    expect(row(result, 'footprint.uss_kib').attribution.join()).not.toMatch(/anonymous/);
    const at = (size: number, kib: number): Json => ({
      entities_asked: size,
      refresh_ms: 1000,
      anonymous_kib_values: [kib - 9000, kib, kib + 9000],
    });
    const lane = (kib: number, each: number): Record<string, Json> => ({
      scaling: scaling(1, 0.1, {
        rows: [at(10, kib), at(100, kib * 1.2)],
        fits: [{ refresh_ms: 1000, marginal: { kib_per_entity: each, lo95: each - 1, hi95: each + 1 } }],
      }),
    });
    const sizes = await compare(lane(20_000, 80), lane(20_500, 120));
    expect(row(sizes, 'scaling.kib_per_entity')).toMatchObject({ verdict: 'regressed', attribution: [] });
  });

  it('nothing where nothing changed', async () => {
    const result = await compare({ footprint: footprint(cells()) }, { footprint: footprint(cells(1.001)) });
    expect(result.rows.flatMap((one) => one.attribution)).toEqual([]);
  });
});

describe('text', () => {
  it('green is for better only', async () => {
    const painted: string[] = [];
    const paint = (colour: string, text: string): string => (painted.push(colour), text);
    comparisonTerminal(
      await compare({ footprint: footprint(cells()) }, { footprint: footprint(cells(1.2)) }),
      { paint },
    );
    expect(painted).not.toContain('green');
    painted.length = 0;
    comparisonTerminal(
      await compare({ footprint: footprint(cells()) }, { footprint: footprint(cells(0.8)) }),
      { paint },
    );
    expect(painted).toContain('green');
    expect(painted).not.toContain('red');
  });
});
