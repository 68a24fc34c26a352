import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runMain } from '../../test/run-main.js';
import { writeFootprint } from '../../test/written-run.js';

// A run that somebody sent, with links in it that lead out of its folder.
let dir: string;
const at = (...parts: string[]): string => path.join(dir, ...parts);
const run = (...args: string[]): ReturnType<typeof runMain> =>
  runMain([...args, '--results-dir', at('results')]);
beforeEach(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-hostile-'));
  await writeFootprint(at('results/run'));
  writeFileSync(at('results/run/run.json'), '{"label": "medkit-bench-0123456789ab"}');
  mkdirSync(at('outside'));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Puts a file or folder of the run outside and a link in its place. */
function moveOut(name: string): void {
  renameSync(at('results/run', name), at('outside', path.basename(name)));
  symlinkSync(at('outside', path.basename(name)), at('results/run', name));
}

describe('nothing outside of a run is read', () => {
  it.each([
    ['report', 'footprint/summary.json'],
    ['report', 'footprint/cells/rep1/samples.ndjson'],
    ['report', 'footprint/cells/rep1'],
    ['report', 'footprint/cells'],
    ['verify', 'footprint/plan.json'],
    ['verify', 'footprint/summary.json'],
    ['verify', 'footprint/cells/rep1/cell.json'],
    ['verify', 'footprint/cells/rep1'],
    ['verify', 'footprint'],
    ['compare', 'footprint/summary.json'],
  ])('by %s where %s is a link', async (command, name) => {
    moveOut(name);
    const baseline = command === 'compare' ? ['--baseline', at('none.json')] : [];
    const given = command === 'compare' ? ['--run', at('results/run')] : ['run'];
    expect(await run(command, ...given, ...baseline)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/leads out of/),
    });
  });

  it.each(['report', 'compare'])('by %s where the lane is a link', async (command) => {
    moveOut('footprint');
    const given = command === 'compare' ? ['--run', at('results/run')] : ['run'];
    expect(await run(command, ...given)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no .*lane/),
    });
  });

  it('and a pipe keeps nobody waiting', async () => {
    rmSync(at('results/run/footprint/summary.json'));
    execFileSync('mkfifo', [at('results/run/footprint/summary.json')]);
    for (const command of ['report', 'verify'])
      expect(await run(command, 'run')).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/is no file/),
      });
  });
});

describe('nothing outside of a run is written', () => {
  it.each(['REPORT.md', 'report.html', 'footprint/report.md', 'footprint/footprint.svg'])(
    'where %s or its unfinished form is a link',
    async (name) => {
      writeFileSync(at('outside/mine'), 'mine');
      rmSync(at('results/run', name), { force: true });
      symlinkSync(at('outside/mine'), at('results/run', name));
      symlinkSync(at('outside/mine'), at('results/run', `${name}.partial`));
      expect(await run('report', 'run')).toMatchObject({ code: 0 });
      expect(readFileSync(at('outside/mine'), 'utf8')).toBe('mine');
      expect(readFileSync(at('results/run', name), 'utf8')).not.toBe('mine');
    },
  );

  it('nor removed by clean', async () => {
    writeFileSync(at('outside/mine.partial'), 'mine');
    symlinkSync(at('outside'), at('results/run/footprint/cells/rep9'));
    symlinkSync(at('outside'), at('results/other'));
    writeFileSync(at('outside/run.json'), '{"label": "medkit-bench-0123456789ab"}');
    writeFileSync(at('results/run/footprint/own.partial'), '');
    expect(await run('clean')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^1 runs .* 1 files/),
    });
    expect(existsSync(at('outside/mine.partial'))).toBe(true);
  });

  it.each(['../outside', '/etc', '..', 'a/b', '.hidden'])('by a run called %s', async (name) => {
    const { code, stderr } = await run('footprint', '--run-dir', name);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/is not a name for a run/)]);
  });
});
