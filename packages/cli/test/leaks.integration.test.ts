import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../../tools/testing/require-component.js';
import type { BenchOutcome } from './run-bench.js';
import { processesOf, readSummary, runBench, startBench } from './run-bench.js';

const SOURCE = path.resolve(import.meta.dirname, '../../leak-tools/test/programs/leaky-server.c');
const PROFILE = path.resolve(import.meta.dirname, 'profiles/leaky.yaml');

let dir: string;
let program: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-leaks-'));
  program = path.join(dir, 'leaky-server');
});
afterAll(() => rmSync(dir, { recursive: true }));

const argsFor = (lane: string, run: string, vars: Record<string, number>, ...more: string[]): string[] => [
  lane,
  '--profile',
  PROFILE,
  '--var',
  `program=${program}`,
  ...Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}=${value}`]),
  '--quick',
  '--results-dir',
  dir,
  '--run-dir',
  run,
  ...more,
];
const bench = (...args: Parameters<typeof argsFor>): Promise<BenchOutcome> => runBench(...argsFor(...args));

describeWith(['gcc', 'heaptrack', 'valgrind'], 'on a server whose memory is known', () => {
  // The longest begin first and are looked at last; what they judge is memory, not time.
  let heapRuns: Promise<[BenchOutcome, BenchOutcome]>;
  beforeAll(() => {
    execFileSync('gcc', ['-g', '-O1', '-Wall', SOURCE, '-o', program]);
    const short = ['--duration', '20', '--interval', '0.25', '--heaptrack-duration', '3'];
    heapRuns = Promise.all([
      // Under the slope that a warm-up waits to end, and twice what counts as a leak.
      bench('heap', 'leak', { rate_bytes: 4096, rate_blocks: 4 }, ...short),
      bench('heap', 'cache', { cache_bytes_per_s: 1_048_576, cache_cap: 4_194_304 }, ...short),
    ]);
  });

  it('memcheck counts what was lost to the byte, and its limit is a gate', async () => {
    const lost = { leak_bytes: 123_456, leak_blocks: 77 };
    const fired = await bench('memcheck', 'lost', lost, '--settle', '1', '--fail-on-leak');
    expect(fired.code, fired.stderr).toBe(1);
    expect(readSummary(dir, 'lost', 'memcheck')).toMatchObject({
      verdict: 'LEAK',
      definitely_lost: 123_456,
      definitely_lost_blocks: 77,
      records: [{ kind: 'definite', function: 'leak_block' }],
    });
    expect(processesOf(path.join(dir, 'lost'))).toEqual([]);
  }, 60_000);

  it('attribute says which site grew between two sizes, and by how much', async () => {
    const { code, stderr } = await bench(
      'attribute',
      'grow',
      {},
      '--duration',
      '1',
      '--from',
      '10',
      '--to',
      '200',
    );
    expect(code, stderr).toBe(0);
    const growth = readSummary(dir, 'grow', 'attribute')['growth'] as { sites: object[] };
    expect(growth.sites[0]).toMatchObject({
      function: 'add_entity',
      grown_bytes: 190 * 4096,
      grown_blocks: 190,
    });
  }, 60_000);

  it.each([
    ['SIGINT', 1500],
    ['SIGKILL', 0],
    ['SIGKILL', 1500],
  ] as const)(
    "%s under heaptrack after %i ms leaves no pipe of heaptrack's",
    async (signal, settleMs) => {
      // `clean` ends every run below its folder; another try needs a folder of its own, too.
      const own = mkdtempSync(path.join(dir, `traced-${signal}-`));
      const run = startBench(argsFor('attribute', 'run', {}, '--duration', '60', '--results-dir', own));
      // Somebody else's heaptrack may run too.
      const ownPipes = (): string[] =>
        processesOf(path.join(own, 'run'))
          .map((pid) => `/tmp/heaptrack_fifo${pid}`)
          .filter((file) => existsSync(file));
      await expect.poll(ownPipes, { timeout: 30_000 }).not.toEqual([]);
      const made = ownPipes();
      // Before the run knows what is traced, and after: both happen, as the machine is busy or not.
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      run.child.kill(signal);
      expect((await run.done).code).toBe(signal === 'SIGINT' ? 130 : null);
      if (signal === 'SIGKILL') await runBench('clean', '--results-dir', own);
      expect(processesOf(path.join(own, 'run'))).toEqual([]);
      expect(made.filter((file) => existsSync(file))).toEqual([]);
    },
    60_000,
  );

  it('an interrupt under valgrind leaves nothing behind', async () => {
    const run = startBench(argsFor('memcheck', 'stopped', {}, '--settle', '60'));
    await expect
      .poll(() => processesOf(path.join(dir, 'stopped')).length, { timeout: 15_000 })
      .toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    run.child.kill('SIGINT');
    expect((await run.done).code).toBe(130);
    expect(processesOf(path.join(dir, 'stopped'))).toEqual([]);
  }, 60_000);

  it('heap suspects what leaks, names the site, and leaves a cache that is full alone', async () => {
    const [leak, cache] = await heapRuns;
    expect(leak.code, leak.stderr).toBe(1);
    const found = readSummary(dir, 'leak', 'heap');
    expect(found).toMatchObject({ verdict: 'SUSPECTED', sites: { leaked: [{ function: 'leak_block' }] } });
    expect((found['rows'] as { tool: string | null }[]).map((row) => row.tool)).toEqual([null, 'heaptrack']);
    for (const file of ['leaked.svg', 'peak.svg', 'heaptrack.zst'])
      expect(existsSync(path.join(dir, 'leak/heap/cells/heaptrack', file)), file).toBe(true);
    expect(cache.code, cache.stderr).toBe(0);
    expect(readSummary(dir, 'cache', 'heap')['verdict']).not.toBe('SUSPECTED');
  }, 150_000);
});
