import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BenchOutcome } from './run-bench.js';
import { processesOf, readSummary, runBench } from './run-bench.js';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-residue-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

function churn(run: string, cycles: number, ...more: string[]): Promise<BenchOutcome> {
  const graph = ['--entities', '20', '--churn-count', '5', '--refresh-ms', '200'];
  const short = ['--quick', '--duration', '8', '--cycle-hold', '1', '--cycles', String(cycles)];
  return runBench('churn', ...graph, ...short, '--results-dir', dir, '--run-dir', run, ...more);
}

it('cycles fire where something stays, are silent where nothing does, and say when they are too few', async () => {
  // A change is one node more or less: 40 in a cycle, 2.5 MiB.
  const leaking = ['--set', 'reference.leak_bytes_per_change=65536'];
  const [leak, clean] = await Promise.all([
    churn('leak', 7, ...leaking),
    churn('clean', 7),
    churn('few', 2, ...leaking),
  ]);
  const residueIn = (run: string): unknown => readSummary(dir, run, 'churn')['residue'];
  expect(leak.code, leak.stderr).toBe(1);
  expect(residueIn('leak')).toMatchObject({ verdict: 'LEAK', cycles: 7, judged_cycles: 5, grown_by: 20 });
  const { bytes_per_cycle: bytes, lo95, hi95 } = residueIn('leak') as Record<string, number>;
  expect(bytes).toBeGreaterThan(0.7 * 40 * 65_536);
  expect(bytes).toBeLessThan(1.3 * 40 * 65_536);
  expect(lo95).toBeLessThanOrEqual(bytes ?? 0);
  expect(hi95).toBeGreaterThanOrEqual(bytes ?? 0);

  expect(clean.code, clean.stderr).toBe(0);
  expect(residueIn('clean')).not.toMatchObject({ verdict: 'LEAK' });
  expect(residueIn('few')).toMatchObject({
    verdict: 'INDETERMINATE',
    judged_cycles: 0,
    bytes_per_cycle: null,
  });
  expect(processesOf(path.join(dir, 'leak'))).toEqual([]);

  const verified = await runBench('verify', path.join(dir, 'leak'));
  expect(verified.code, verified.stdout).toBe(0);
  const file = path.join(dir, 'leak/churn/summary.json');
  const summary = JSON.parse(readFileSync(file, 'utf8')) as { residue: { verdict: string } };
  summary.residue.verdict = 'PASS';
  writeFileSync(file, JSON.stringify(summary));
  const altered = await runBench('verify', path.join(dir, 'leak'));
  expect(altered.code).toBe(1);
  expect(altered.stdout).toContain('residue.verdict');
}, 120_000);
