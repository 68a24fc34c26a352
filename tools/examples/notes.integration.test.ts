import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSummary, runBench } from '../../packages/cli/test/run-bench.ts';

const PROFILE = path.resolve(import.meta.dirname, 'notes.yaml');
const results = mkdtempSync(path.join(os.tmpdir(), 'medkit-bench-example-'));
afterAll(() => rmSync(results, { recursive: true, force: true }));

describe('the worked profile', () => {
  it('is measured, its graph and its own metric included', async () => {
    const outcome = await runBench(
      ...['scaling', '--profile', PROFILE, '--quick', '--duration', '2', '--repeats', '1'],
      ...['--entities', '20,100,200', '--results-dir', results, '--run-dir', 'run', '--quiet'],
    );
    expect(outcome, outcome.stderr).toMatchObject({ code: 0 });
    const { rows, derived } = readSummary(results, 'run', 'scaling') as {
      rows: { entity_count: number }[];
      derived: Record<string, { anonymous_kib_per_note: number }>;
    };
    expect(rows.map((row) => row.entity_count)).toEqual([20, 100, 200]);
    expect(Object.values(derived)).toHaveLength(3);
    for (const row of Object.values(derived)) expect(row.anonymous_kib_per_note).toBeGreaterThan(97);
    expect(existsSync(path.join(results, 'run/report.html'))).toBe(true);
  }, 120_000);
});
