import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

  it('does not take a busy run as a baseline', async () => {
    writeRun('busy', { uss: BEFORE, over: { high_load: true } });
    expect(await run('update-baseline', '--run', 'busy', '--output', baseline())).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/high_load/),
    });
  });
});
