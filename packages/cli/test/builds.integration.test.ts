import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processesOf, readSummary, runBench, startBench } from './run-bench.js';

// Two builds of the reference gateway: the one as it is, and one with 5 MiB more memory, about 12 %.

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-builds-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const FAST = ['--quick', '--duration', '1', '--interval', '0.1', '--entities', '10'];
const HEAVIER = ['--b', 'set.reference.base_ballast_mib=21'];

interface Row {
  metric: string;
  verdict: string;
  attribution: string[];
  detectable_percent: number | null;
  ratio_lo: number;
}
const rowOf = (summary: Record<string, unknown>, metric: string): Row | undefined =>
  (summary['rows'] as Row[]).find((row) => row.metric === metric);

describe('two builds in turn', () => {
  it('ab survives an interrupt, goes on where it was, and fires at ten percent more memory', async () => {
    const args = ['ab', ...FAST, '--repeats', '3', ...HEAVIER, '--results-dir', dir, '--run-dir', 'ab'];
    const first = startBench(args);
    const cell = path.join(dir, 'ab/ab/cells/a-rep1/cell.json');
    // It may end before it comes to a cell; then there is nothing to wait for.
    while (!existsSync(cell) && first.child.exitCode === null) await delay(100);
    first.child.kill('SIGINT');
    expect((await first.done).code).toBe(130);
    expect(processesOf(path.join(dir, 'ab'))).toEqual([]);
    expect(existsSync(path.join(dir, 'ab/ab/summary.json'))).toBe(false);

    const { code, stderr, stdout } = await runBench(...args, '--resume');
    expect(stderr).not.toMatch(/cell 1\/6/);
    expect(stderr).toMatch(/cell 2\/6/);
    expect(code, stdout).toBe(1);
    const summary = readSummary(dir, 'ab', 'ab');
    expect(summary).toMatchObject({ status: 'ok', pairs: 3, pairs_measured: 3 });
    expect(rowOf(summary, 'footprint.anonymous_kib')).toMatchObject({
      verdict: 'regressed',
      attribution: [expect.stringMatching(/base_ballast_mib: 16 -> 21/)],
    });
    expect(rowOf(summary, 'footprint.anonymous_kib')?.ratio_lo).toBeGreaterThan(1.05);
    const cells = (summary['cells'] as { id: string }[]).map((cell) => cell.id);
    expect(cells).toEqual(['a-rep1', 'b-rep1', 'b-rep2', 'a-rep2', 'a-rep3', 'b-rep3']);
    const verified = await runBench('verify', 'ab', '--results-dir', dir);
    expect(verified.code, verified.stdout + verified.stderr).toBe(0);
  }, 120_000);

  it('says what it would do without doing it, and refuses two builds that are one', async () => {
    const dry = await runBench('ab', '--quick', ...HEAVIER, '--dry-run', '--results-dir', dir);
    expect(dry).toMatchObject({ code: 0, stdout: expect.stringMatching(/ab: 10 cells/) });
    const same = await runBench('ab', '--quick', '--results-dir', dir);
    expect(same).toMatchObject({ code: 2, stderr: expect.stringMatching(/two builds are the same/) });
    const help = await runBench('ab', '--help');
    expect(help.stdout).toMatch(/--a ref=main --b ref=my-branch/);
  });
});
