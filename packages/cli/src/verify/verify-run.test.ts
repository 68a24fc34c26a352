import { mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFootprint } from '../../test/written-run.js';
import type { Disagreement } from './compare-figures.js';
import { verifyRun } from './verify-run.js';

let dir: string;
let run: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-verify-'));
  run = path.join(dir, 'run');
});
afterEach(() => rmSync(dir, { recursive: true }));

const at = (...parts: string[]): string => path.join(run, 'footprint', ...parts);

type Tree = Record<string, unknown>;
function change(file: string, how: (tree: Tree) => void): void {
  const tree = JSON.parse(readFileSync(file, 'utf8')) as Tree;
  how(tree);
  writeFileSync(file, JSON.stringify(tree));
}
async function found(): Promise<Disagreement[]> {
  return (await verifyRun(run)).lanes.flatMap((lane) => lane.disagreements);
}

describe('a run against its own samples', () => {
  it.each([[[]], [[2]], [[1, 2, 3]]])('an honest one agrees, with failed repeats %j', async (failed) => {
    await writeFootprint(run, failed);
    const verified = await verifyRun(run);
    expect(verified.lanes[0]?.disagreements).toEqual([]);
    expect(verified).toMatchObject({ agree: true, disagreed: 0, lanes: [{ lane: 'footprint', cells: 3 }] });
    expect(verified.agreed).toBeGreaterThan(100);
    expect(verified.lanes[0]?.not_recomputed.map(({ what }) => what).join()).toMatch(/observer[^]*metadata/);
  });

  it('a number changed in the summary is named, with what the samples say', async () => {
    await writeFootprint(run);
    change(at('summary.json'), (summary) => ((summary['cell'] as Tree)['uss_kib_median'] = 40_000));
    expect(await found()).toEqual([
      expect.objectContaining({
        file: 'footprint/summary.json',
        path: 'cell.uss_kib_median',
        stored: 40_000,
        recomputed: expect.closeTo(50_086, -2),
      }),
    ]);
  });

  it('a changed verdict, and a cell that the summary leaves out', async () => {
    await writeFootprint(run);
    change(at('summary.json'), (summary) => {
      summary['verdict'] = 'unsettled';
      (summary['cells'] as unknown[]).pop();
    });
    const paths = (await found()).map((one) => one.path);
    expect(paths).toContain('verdict');
    expect(paths).toContain('cells.2');
  });

  it('a changed sample shows in its cell and in what the summary makes of it', async () => {
    await writeFootprint(run);
    const lines = readFileSync(at('cells/rep1/samples.ndjson'), 'utf8').split('\n');
    const last = JSON.parse(lines.at(-2) ?? '') as Tree;
    lines[lines.length - 2] = JSON.stringify({ ...last, uss_kib: 90_000 });
    writeFileSync(at('cells/rep1/samples.ndjson'), lines.join('\n'));
    const disagreements = await found();
    expect(disagreements).toContainEqual(
      expect.objectContaining({
        file: 'footprint/cells/rep1/cell.json',
        path: 'peak_uss_kib',
        recomputed: 90_000,
      }),
    );
    expect(disagreements).toContainEqual(
      expect.objectContaining({ file: 'footprint/summary.json', path: 'cells.0.peak_uss_kib' }),
    );
  });

  it('a failed cell that was given a figure', async () => {
    await writeFootprint(run, [2]);
    change(at('cells/rep2/cell.json'), (cell) => (cell['uss_kib'] = 0));
    expect(await found()).toContainEqual(
      expect.objectContaining({ path: 'uss_kib', stored: 0, recomputed: null }),
    );
  });
});

describe('what is no whole run is refused', () => {
  const refused = (says: RegExp): Promise<void> =>
    expect(verifyRun(run)).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(says) });

  it('no run at all', () => refused(/there is no run/));

  it.each([
    ['a lane without a summary', () => rmSync(at('summary.json')), /summary\.json is missing/],
    ['a cell without samples', () => rmSync(at('cells/rep1/samples.ndjson')), /samples\.ndjson is missing/],
    ['a cell without a record', () => rmSync(at('cells/rep1/cell.json')), /cell\.json is missing/],
    ['samples cut short', () => truncateSync(at('cells/rep1/samples.ndjson'), 5000), /half written/],
    [
      'a summary of an older version',
      () => change(at('summary.json'), (summary) => (summary['schema_version'] = 0)),
      /schema_version 0; this version reads 1/,
    ],
    ['a summary cut short', () => truncateSync(at('summary.json'), 500), /is not JSON/],
    [
      'a plan with a path for a cell',
      () => change(at('plan.json'), (plan) => (plan['cells'] = ['../../../etc'])),
      /not a name/,
    ],
    [
      'records that are none',
      () => change(at('cells/rep1/cell.json'), (cell) => (cell['subjects'] = null)),
      /shape of a run/,
    ],
  ])('%s', async (_what, harm, says) => {
    await writeFootprint(run);
    harm();
    await refused(says);
  });

  it('a link out of the run', async () => {
    await writeFootprint(run);
    const outside = path.join(dir, 'outside.ndjson');
    writeFileSync(outside, readFileSync(at('cells/rep1/samples.ndjson')));
    rmSync(at('cells/rep1/samples.ndjson'));
    symlinkSync(outside, at('cells/rep1/samples.ndjson'));
    await refused(/leads out/);
  });
});
