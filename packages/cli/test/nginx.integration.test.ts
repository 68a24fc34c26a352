import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../../tools/testing/require-component.js';
import { processesOf, readSummary, runBench } from './run-bench.js';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-nginx-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

describeWith(['nginx'], 'on nginx', () => {
  it('scaling counts the virtual hosts that answer for themselves', async () => {
    const { code, stderr } = await runBench(
      'scaling',
      '--profile',
      'nginx',
      '--quick',
      '--duration',
      '2',
      '--repeats',
      '1',
      '--entities',
      '10,100,400',
      '--results-dir',
      dir,
      '--run-dir',
      's',
    );
    expect(code, stderr).toBe(0);
    const summary = readSummary(dir, 's', 'scaling');
    const cells = summary['cells'] as {
      entities_asked: number;
      entity_count: number;
      num_threads: number;
      uss_kib: number;
    }[];
    expect(cells.map((cell) => cell.entity_count)).toEqual([10, 100, 400]);
    // One master and two workers, measured as one.
    for (const cell of cells) expect(cell.num_threads).toBe(3);
    expect(cells[2]?.uss_kib).toBeGreaterThan(cells[0]?.uss_kib ?? Infinity);
    expect(processesOf(path.join(dir, 's'))).toEqual([]);
  }, 90_000);
});
