import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processesOf, readSummary, runBench, startBench } from './run-bench.js';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-reference-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const FAST = ['--quick', '--duration', '2', '--repeats', '1'];

interface Cell {
  id: string;
  status: string;
  failure: string | null;
  entity_count: number;
  anonymous_kib: number;
  cpu_cores: number;
  params_in_force: Record<string, unknown>;
}

describe('on the reference gateway', () => {
  it('footprint measures and writes every file the layout promises', async () => {
    const { code, stderr, stdout } = await runBench(
      'footprint',
      ...FAST,
      '--results-dir',
      dir,
      '--run-dir',
      'f',
    );
    expect(stderr + stdout).not.toMatch(/FAILED/);
    expect(code).toBe(0);
    for (const file of [
      'summary.json',
      'report.md',
      'footprint.svg',
      'footprint.png',
      'run_metadata.json',
      'cells/rep1/cell.json',
      'cells/rep1/samples.ndjson',
    ]) {
      expect(existsSync(path.join(dir, 'f', 'footprint', file)), file).toBe(true);
    }
    expect(existsSync(path.join(dir, 'f', 'REPORT.md'))).toBe(true);
    expect(existsSync(path.join(dir, 'f', 'report.html'))).toBe(true);
    const summary = readSummary(dir, 'f', 'footprint');
    const [cell] = summary['cells'] as Cell[];
    expect(summary).toMatchObject({ schema_version: 1, lane: 'footprint', status: 'ok', quick: true });
    expect(cell?.entity_count).toBeGreaterThanOrEqual(50);
    expect(cell?.anonymous_kib).toBeGreaterThan(20_000);
    expect(cell?.cpu_cores).toBeGreaterThan(0);
    expect(processesOf(path.join(dir, 'f'))).toEqual([]);
  });

  it('scaling applies refresh rates, reads them back and fits one law per rate', async () => {
    const args = [
      '--entities',
      '10,40,80',
      '--refresh-ms',
      '200,1000',
      '--set',
      'reference.refresh_cpu_ms=20',
    ];
    const { code, stderr } = await runBench(
      'scaling',
      ...FAST,
      ...args,
      '--results-dir',
      dir,
      '--run-dir',
      's',
    );
    expect(code, stderr).toBe(0);
    const summary = readSummary(dir, 's', 'scaling');
    const cells = summary['cells'] as (Cell & { refresh_ms: number })[];
    expect(summary['fits']).toHaveLength(2);
    for (const cell of cells) expect(cell.params_in_force['refresh_interval_ms']).toBe(cell.refresh_ms);
    const mean = (rate: number): number => {
      const of = cells.filter((cell) => cell.refresh_ms === rate).map((cell) => cell.cpu_cores);
      return of.reduce((sum, cores) => sum + cores, 0) / of.length;
    };
    // 20 ms of work five times a second against once: 0.1 against 0.02 cores, plus the rest in common.
    expect(mean(200)).toBeGreaterThan(2 * mean(1000));
  });

  it('a parameter that the target does not know is refused by name, one that did not take effect fails the cell', async () => {
    const place = ['--results-dir', dir, '--run-dir'];
    const unknown = await runBench('footprint', ...FAST, '--set', 'reference.extra_thread=1', ...place, 'p');
    expect(unknown.stderr).toMatch(
      /no parameter reference\.extra_thread \(did you mean 'reference\.extra_threads'/,
    );
    expect(unknown.code).toBe(2);
    const wrong = await runBench(
      'footprint',
      ...FAST,
      '--set',
      'reference.extra_threads=many',
      ...place,
      'q',
    );
    expect(wrong.stderr).toMatch(/did not take effect: reference\.extra_threads/);
    expect(wrong.code).toBe(3);
    expect(readSummary(dir, 'q', 'footprint')).toMatchObject({
      status: 'failed',
      verdict: 'NOT MEASURED',
      cell: { uss_kib_median: null },
    });
  });

  it('a kill in mid-run loses nothing that was finished, and resume does the rest', async () => {
    const args = ['scaling', ...FAST, '--entities', '10,40,80', '--results-dir', dir, '--run-dir', 'k'];
    const cells = path.join(dir, 'k', 'scaling', 'cells');
    const finished = (): string[] =>
      existsSync(cells)
        ? readdirSync(cells).filter((id) => existsSync(path.join(cells, id, 'cell.json')))
        : [];
    const run = startBench(args);
    while (finished().length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    run.child.kill('SIGKILL');
    await run.done;
    const before = Object.fromEntries(
      finished().map((id) => [id, readFileSync(path.join(cells, id, 'cell.json'), 'utf8')]),
    );
    expect(Object.keys(before).length).toBeGreaterThan(0);
    await expect.poll(() => processesOf(path.join(dir, 'k')), { timeout: 10_000 }).toEqual([]);

    const other = await runBench(...args, '--resume', '--duration', '3');
    expect(other.stderr).toMatch(/--resume: settings\.durationS was 2 in the run to continue and is 3 now/);
    expect(other.code).toBe(2);

    const resumed = await runBench(...args, '--resume');
    expect(resumed.code, resumed.stderr).toBe(0);
    for (const [id, text] of Object.entries(before))
      expect(readFileSync(path.join(cells, id, 'cell.json'), 'utf8')).toBe(text);
    expect(finished()).toHaveLength(3);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s tears down, keeps the partial run and exits 130',
    async (signal) => {
      const name = `i-${signal}`;
      const run = startBench([
        'footprint',
        ...FAST,
        '--duration',
        '30',
        '--results-dir',
        dir,
        '--run-dir',
        name,
      ]);
      await expect
        .poll(() => processesOf(path.join(dir, name)).length, { timeout: 60_000 })
        .toBeGreaterThan(0);
      await new Promise((resolve) => setTimeout(resolve, 700));
      run.child.kill(signal);
      const { code, stderr } = await run.done;
      expect(stderr).toMatch(/interrupted: everything started was stopped/);
      expect(code).toBe(130);
      expect(processesOf(path.join(dir, name))).toEqual([]);
    },
  );
});

describe('a target that does not come up', () => {
  const profile = (command: string, extra = ''): string =>
    `name: broken\nstart: {kind: local, command: ${command}}\nready: {http: 'http://127.0.0.1:{port}/', timeout_s: 1}\n${extra}`;

  it('because it dies: its last lines are shown, exit 3', async () => {
    const file = path.join(dir, 'dies.yaml');
    writeFileSync(file, profile(`[sh, -c, 'echo first; echo cannot open the database; exit 7']`));
    const { code, stderr } = await runBench(
      'footprint',
      ...FAST,
      '--profile',
      file,
      '--results-dir',
      dir,
      '--run-dir',
      'd',
    );
    expect(stderr).toMatch(/ended before it was ready \(exit code 7\)/);
    expect(stderr).toMatch(/\| cannot open the database/);
    expect(code).toBe(3);
  });

  it('because it never answers: nothing stays behind, exit 3', async () => {
    const file = path.join(dir, 'silent.yaml');
    writeFileSync(file, profile(`[sleep, '60']`));
    const { code, stderr } = await runBench(
      'footprint',
      ...FAST,
      '--profile',
      file,
      '--results-dir',
      dir,
      '--run-dir',
      'n',
    );
    expect(stderr).toMatch(/was not ready after 1 s/);
    expect(code).toBe(3);
    expect(processesOf(path.join(dir, 'n'))).toEqual([]);
  });

  it('because there is no such program', async () => {
    const file = path.join(dir, 'absent.yaml');
    writeFileSync(file, profile(`[no-such-program-here]`));
    const { code, stderr } = await runBench(
      'footprint',
      ...FAST,
      '--profile',
      file,
      '--results-dir',
      dir,
      '--run-dir',
      'a',
    );
    expect(stderr).toMatch(/no-such-program-here/);
    expect(code).toBe(3);
  });
});
