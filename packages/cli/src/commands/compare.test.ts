import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runMain } from '../../test/run-main.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-compare-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function run(...args: string[]): ReturnType<typeof runMain> {
  const env = { GITHUB_STEP_SUMMARY: path.join(dir, 'step.md') };
  return runMain([...args, '--results-dir', path.join(dir, 'results')], env);
}

interface Given {
  uss: number[];
  host?: Record<string, unknown>;
  over?: Record<string, unknown>;
}

const HOST = { cpu_model: 'Test CPU', nproc: 2, mem_total_kib: 25_165_824 };

/** A footprint run of given memory, as the lane writes it. */
function writeRun(name: string, { uss, host = HOST, over = {} }: Given): void {
  const folder = path.join(dir, 'results', name, 'footprint');
  mkdirSync(folder, { recursive: true });
  const cells = uss.map((kib, i) => ({
    id: `rep${i + 1}`,
    status: 'ok',
    steady: true,
    uss_kib: kib,
    anonymous_kib: kib - 4000,
    cpu_cores: 0.01 + i * 1e-5,
    num_threads: 12,
  }));
  const summary = {
    schema_version: 1,
    lane: 'footprint',
    status: 'ok',
    tool_version: '0.1.0',
    method_version: 1,
    profile: 'reference',
    quick: false,
    high_load: false,
    parameters: { duration_s: 60 },
    metadata: { host },
    cells,
    cell: { steady_count: `${uss.length}/${uss.length}` },
    ...over,
  };
  writeFileSync(path.join(folder, 'plan.json'), '{}');
  writeFileSync(path.join(folder, 'summary.json'), JSON.stringify(summary));
}

const BEFORE = [50_000, 50_100, 49_950, 50_050, 49_900];
const scaled = (factor: number): number[] => BEFORE.map((kib) => Math.round(kib * factor));

describe('compare', () => {
  const baseline = (): string => path.join(dir, 'base.json');
  beforeEach(async () => {
    writeRun('before', { uss: BEFORE });
    expect((await run('update-baseline', '--run', 'before', '--output', baseline())).code).toBe(0);
  });
  const compare = (name: string, ...more: string[]): ReturnType<typeof run> =>
    run('compare', '--run', name, '--baseline', baseline(), ...more);

  it('is silent about the same figures, and says what it could have seen', async () => {
    writeRun('same', { uss: scaled(1.001) });
    const { code, stdout } = await compare('same');
    expect(code).toBe(0);
    expect(stdout).toMatch(/no change \(could have seen/);
    expect(readFileSync(path.join(dir, 'step.md'), 'utf8')).toContain('no change');
  });

  it('fires at a regression, and not when told to report only', async () => {
    writeRun('worse', { uss: scaled(1.2) });
    expect(await compare('worse')).toMatchObject({ code: 1, stdout: expect.stringContaining('regressed') });
    expect((await compare('worse', '--exit-zero')).code).toBe(0);
  });

  it('warns at the lower threshold with exit 0, and fails on it when asked', async () => {
    writeRun('warn', { uss: scaled(1.07) });
    expect((await compare('warn')).code).toBe(0);
    expect((await compare('warn', '--fail-on', 'warn')).code).toBe(1);
  });

  it('says improved, exit 0', async () => {
    writeRun('better', { uss: scaled(0.8) });
    expect(await compare('better')).toMatchObject({ code: 0, stdout: expect.stringContaining('improved') });
  });

  it('does not call what noise could do, and --strict makes that exit 3', async () => {
    writeRun('noisy', { uss: [40_000, 62_000, 58_000, 44_000, 66_000] });
    expect(await compare('noisy')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/inconclusive \(\d+ repeats/),
    });
    expect((await compare('noisy', '--strict')).code).toBe(3);
  });

  it.each<[string, Partial<Given>, RegExp, string | null]>([
    ['another host', { host: { ...HOST, cpu_model: 'Other CPU' } }, /host\.cpu_model/, 'host'],
    ['a busy host', { over: { high_load: true } }, /footprint\.high_load/, 'load'],
    ['another method', { over: { method_version: 2 } }, /method_version/, 'method'],
    ['other parameters', { over: { parameters: { duration_s: 300 } } }, /duration_s/, 'params'],
  ])('refuses %s, naming the key; the override marks the result', async (_what, given, key, word) => {
    writeRun('other', { uss: BEFORE, ...given });
    expect(await compare('other')).toMatchObject({ code: 2, stderr: expect.stringMatching(key) });
    const allowed = await compare('other', '--allow-different', word ?? '');
    expect(allowed).toMatchObject({ code: 0, stdout: expect.stringContaining('OVERRIDDEN') });
  });

  it('refuses a run without a metric of the baseline, and one without anything', async () => {
    writeRun('lacking', { uss: BEFORE, over: { cells: [], cell: {} } });
    expect((await compare('lacking')).code).toBe(2);
    expect((await run('compare', '--run', 'before', '--baseline', path.join(dir, 'none.json'))).code).toBe(2);
  });

  it("takes the Python harness's baseline: medians only, and says so", async () => {
    const file = path.join(dir, 'ci.json');
    const harness = {
      host: { cpu_model: 'Test CPU', nproc: 2 },
      footprint: { 'footprint.uss_kib_median': 50_000, 'footprint.cpu_cores_median': 0.01 },
    };
    writeFileSync(file, JSON.stringify(harness));
    writeRun('after', { uss: scaled(1.2) });
    const { code, stdout } = await run('compare', '--run', 'after', '--baseline', file);
    expect(stdout).toMatch(/medians only/);
    expect(code).toBe(1);
    writeRun('like', { uss: scaled(1.01) });
    expect((await run('compare', '--run', 'like', '--baseline', file)).code).toBe(0);
  });

  it('refuses a history or baseline where no folder can be made, instead of waiting', async () => {
    const nowhere = '/proc/none/history.ndjson';
    expect(await run('history', '--import', 'before', '--store', nowhere)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/nothing can be written to \/proc\/none/),
    });
    expect((await run('update-baseline', '--run', 'before', '--output', nowhere)).code).toBe(2);
    const store = path.join(dir, 'history.ndjson');
    expect((await run('history', '--import', 'before', '--store', store)).code).toBe(0);
  });

  it.each([
    ['changes.svg', /^<svg /],
    ['changes.png', /^\u{89}PNG/u],
  ])('draws the changes into %s, and nothing where the two must not be compared', async (name, begins) => {
    writeRun('worse', { uss: scaled(1.2) });
    const file = path.join(dir, name);
    expect((await compare('worse', '--chart', file)).code).toBe(1);
    expect(readFileSync(file, 'latin1').slice(0, 10)).toMatch(begins);
    writeRun('other', { uss: BEFORE, host: { ...HOST, nproc: 64 } });
    const none = path.join(dir, `none-${name}`);
    expect((await compare('other', '--chart', none)).code).toBe(2);
    expect(existsSync(none)).toBe(false);
  });

  it('draws on standard output, and refuses a place where nothing can be written', async () => {
    writeRun('worse', { uss: scaled(1.2) });
    const { stdout } = await compare('worse', '--chart', '-', '--quiet');
    expect(stdout).toMatch(/^<svg [^]*footprint\.uss_kib[^]*<\/svg>\n$/);
    expect(await compare('worse', '--chart', '/proc/none/x.svg')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/\/proc\/none/),
    });
  });

  it.each([
    ['kept', 'p(95)<200', 0],
    ['broken', 'p(95)<10', 1],
  ])('a budget that is %s', async (word, expression, code) => {
    const config = path.join(dir, `${word}.yaml`);
    writeFileSync(config, `budgets: {uss_mib: ['${expression}']}\n`);
    writeRun('same', { uss: scaled(1.001) });
    expect((await compare('same', '--config', config)).code).toBe(code);
  });

  it('a budget on what was not measured is no soft pass', async () => {
    const config = path.join(dir, 'unknown.yaml');
    writeFileSync(config, "budgets: {p95_ms: ['p(95)<10']}\n");
    writeRun('same', { uss: scaled(1.001) });
    expect((await compare('same', '--config', config)).code).toBe(2);
  });

  it('takes of a run what can be compared, and says what it left out', async () => {
    writeRun('mixed', { uss: BEFORE });
    for (const lane of ['aa', 'calibrate'])
      cpSync(path.join(dir, 'results/mixed/footprint'), path.join(dir, 'results/mixed', lane), {
        recursive: true,
      });
    const file = path.join(dir, 'mixed.json');
    expect(await run('update-baseline', '--run', 'mixed', '--output', file)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/: footprint of mixed\n$/),
      stderr: expect.stringMatching(/left out.*: aa, calibrate\n$/),
    });
    const named = await run('update-baseline', '--run', 'mixed', '--lanes', 'aa', '--output', file);
    expect(named).toMatchObject({ code: 2, stderr: expect.stringMatching(/lane aa .* measured nothing/) });
    rmSync(path.join(dir, 'results/mixed/footprint'), { recursive: true });
    expect((await run('update-baseline', '--run', 'mixed', '--output', file)).code).toBe(2);
    expect(Object.keys((JSON.parse(readFileSync(file, 'utf8')) as { lanes: object }).lanes)).toEqual([
      'footprint',
    ]);
  });

  it('does not take a busy run as a baseline', async () => {
    writeRun('busy', { uss: BEFORE, over: { high_load: true } });
    expect(await run('update-baseline', '--run', 'busy', '--output', baseline())).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/high_load/),
    });
  });
});

describe('history', () => {
  const history = (...args: string[]): ReturnType<typeof run> =>
    run('history', '--store', path.join(dir, 'history.ndjson'), ...args);

  it('names the commits to blame for a change, draws it, and gives it to other tools', async () => {
    for (let i = 0; i < 20; i += 1) {
      const uss = BEFORE.map((kib) => Math.round(kib * (i < 10 ? 1 : 1.1)) + ((i * 37) % 60));
      const at = `2026-01-${String(i + 1).padStart(2, '0')}T00:00:00.000Z`;
      writeRun(`run-${String(i).padStart(2, '0')}`, { uss, over: { finished_at: at, started_at: at } });
      const commit = String(i).padStart(7, '0');
      expect((await history('--import', `run-${String(i).padStart(2, '0')}`, '--commit', commit)).code).toBe(
        0,
      );
    }
    writeRun('alone', { uss: BEFORE });
    const few = await run('history', '--store', path.join(dir, 'few.ndjson'), '--import', 'alone');
    expect(few.stdout).toMatch(/1 run is too few to tell/);
    expect(few.stdout).not.toMatch(/no lasting change/);
    const svg = path.join(dir, 'history.svg');
    const { code, stdout } = await history('--metrics', 'footprint.uss_kib', '--chart', svg);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\+10\.\d % at run run-10; to blame: commits 0000009\.\.0000010/);
    expect(readFileSync(svg, 'utf8')).toMatch(/1 lasting change<[^]*▲ \+10 % 0000010/);
    const csv = await history('--metrics', 'footprint.uss_kib', '--csv', '-');
    expect(csv.stdout.split('\n').filter((line) => line.endsWith(',1'))).toHaveLength(1);
    expect((await history('--metrics', 'no.such')).code).toBe(2);
  });

  it('refuses where there is none', async () => {
    expect(await history()).toMatchObject({ code: 2, stderr: expect.stringMatching(/holds no run/) });
    expect((await history('--import', 'none')).code).toBe(2);
  });
});
