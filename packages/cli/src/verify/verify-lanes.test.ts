import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runMain } from '../../test/run-main.js';
import { writeLane } from '../../test/written-run.js';
import { LANE_NAMES } from '../lanes/lane-names.js';
import { loadProfile } from '../profile/load-profile.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-verify-lanes-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const verify = (): ReturnType<typeof runMain> => runMain(['verify', 'run', '--results-dir', dir, '--quiet']);

type Tree = Record<string, unknown>;
function change(how: (tree: Tree) => unknown, ...parts: string[]): void {
  const file = path.join(dir, 'run', ...parts);
  const tree = JSON.parse(readFileSync(file, 'utf8')) as Tree;
  how(tree);
  writeFileSync(file, JSON.stringify(tree));
}

// A figure that each lane alone has, and what it is set to.
const TAMPERED: Record<string, [where: readonly (string | number)[], value: unknown]> = {
  footprint: [['cell', 'uss_kib_median'], 1],
  scaling: [['fits', 0, 'exponent'], 0.01],
  sweep: [['cells', 1, 'differences', 0, 'difference'], 1],
  load: [['cells', 1, 'p99_ms_median'], 0.5],
  fault: [['rows', 0, 'subjects', 'main', 'peak_rise_kib_median'], 0],
  churn: [['churn', 'slope_b_s'], 0],
  heap: [['total_leaked'], 0],
  memcheck: [['definitely_lost'], 0],
  attribute: [['peak_bytes'], 1],
  ab: [['builds', 1, 'uss_kib_median'], 1],
  aa: [['builds', 0, 'uss_kib_median'], 1],
  calibrate: [['verdict'], 'PASS (all)'],
};

describe('every lane', () => {
  it('is in the table below', () => expect(Object.keys(TAMPERED).sort()).toEqual([...LANE_NAMES].sort()));

  it.each(LANE_NAMES.map((lane) => [lane]))(
    '%s: an honest run agrees, a changed figure is found',
    async (lane) => {
      await writeLane(path.join(dir, 'run'), lane, loadProfile('reference'));
      expect(await verify()).toMatchObject({ code: 0, stderr: '' });
      const [where, value] = TAMPERED[lane]!;
      const last = where.at(-1)!;
      change(
        (summary) => {
          const at = where.slice(0, -1).reduce<unknown>((tree, key) => (tree as Tree)[key], summary) as Tree;
          expect(at).toHaveProperty(String(last));
          at[last] = value;
        },
        lane,
        'summary.json',
      );
      const found = await verify();
      expect(found.code).toBe(1);
      expect(found.stdout).toContain(
        `${lane}/summary.json: ${where.join('.')}: stored ${JSON.stringify(value)}`,
      );
    },
  );

  it.each(LANE_NAMES.map((lane) => [lane]))('%s: a changed sample is found', async (lane) => {
    await writeLane(path.join(dir, 'run'), lane, loadProfile('reference'));
    const [cell = ''] = readdirSync(path.join(dir, 'run', lane, 'cells'));
    const file = path.join(dir, 'run', lane, 'cells', cell, 'samples.ndjson');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/"uss_kib":\d+/g, '"uss_kib":999999'));
    const found = await verify();
    expect(found.code).toBe(1);
    expect(found.stdout).toContain(`${lane}/cells/${cell}/cell.json: uss_kib: stored`);
  });
});
