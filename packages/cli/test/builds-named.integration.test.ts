import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithDocker, ensureTestImages, SCRATCH_IMAGE } from '../../../tools/testing/docker-images.js';
import type { BenchOutcome } from './run-bench.js';
import { processesOf, readSummary, runBench } from './run-bench.js';

const PROFILES = path.resolve(import.meta.dirname, 'profiles');
const FAST = ['--quick', '--duration', '0.6', '--interval', '0.1', '--quiet'];

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-named-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const bench = (run: string, ...args: string[]): Promise<BenchOutcome> =>
  runBench(...args, ...FAST, '--results-dir', dir, '--run-dir', run);

/** Anonymous memory of both builds, MiB. */
function memory(run: string, lane = 'ab'): (number | null)[] {
  const builds = readSummary(dir, run, lane)['builds'] as { anonymous_kib_median: number | null }[];
  return builds.map(({ anonymous_kib_median: kib }) => kib && kib / 1024);
}

function git(repo: string, ...args: string[]): void {
  const set = ['-c', 'user.name=test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];
  const done = spawnSync('git', ['-C', repo, ...set, ...args], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(done.stderr);
}

const holding = (mib: string): string =>
  `const held = Buffer.alloc((${mib}) * 2 ** 20, 1);\nsetInterval(() => held.length, 1000);\n`;

describe('builds named by a ref of a git repository', () => {
  let repo: string;
  const profile = (): string[] => ['--profile', path.join(PROFILES, 'by-ref.yaml'), '--var', `repo=${repo}`];
  beforeAll(() => {
    repo = path.join(dir, 'repo');
    mkdirSync(repo);
    git(repo, 'init', '--quiet', '--initial-branch', 'main');
    const commit = (branch: string, code: string): void => {
      if (branch !== 'main') git(repo, 'checkout', '--quiet', '-b', branch, 'main');
      writeFileSync(path.join(repo, 'server.mjs'), code);
      git(repo, 'add', 'server.mjs');
      git(repo, 'commit', '--quiet', '-m', branch);
    };
    commit('main', holding('48'));
    commit('smaller', holding('16'));
    commit('dies', 'process.exit(7);\n');
    // Started in turn A B B A, it costs more exactly where it is called B.
    commit(
      'moody',
      `import { appendFileSync, statSync } from 'node:fs';\nconst file = '${path.join(dir, 'starts')}';\nappendFileSync(file, 'x');\nconst start = statSync(file).size;\n${holding('start % 4 === 2 || start % 4 === 3 ? 64 : 16')}`,
    );
  });

  it('each is what the repository holds at its ref; less memory is exit 0', async () => {
    const { code, stdout, stderr } = await bench(
      'refs',
      ...['ab', ...profile(), '--a', 'ref=main', '--b', 'ref=smaller', '--repeats', '2'],
    );
    expect(code, stdout + stderr).toBe(0);
    const [a, b] = memory('refs');
    expect((a ?? 0) - (b ?? 0)).toBeGreaterThan(28);
    expect((a ?? 0) - (b ?? 0)).toBeLessThan(36);
    expect(processesOf(path.join(dir, 'refs'))).toEqual([]);
  }, 60_000);

  it('one that dies is named with its reason: exit 3, no verdict', async () => {
    const { code, stdout, stderr } = await bench(
      'dies',
      ...['ab', ...profile(), '--b', 'ref=dies', '--repeats', '1'],
    );
    expect(code, stdout + stderr).toBe(3);
    const summary = readSummary(dir, 'dies', 'ab');
    expect(summary).toMatchObject({ status: 'partial', verdict: 'NOT MEASURED', pairs_measured: 0 });
    const cells = summary['cells'] as { id: string; status: string; failure: string | null }[];
    expect(cells.map(({ id, status }) => `${id} ${status}`)).toEqual(['a-rep1 ok', 'b-rep1 failed']);
    expect(cells[1]?.failure).toMatch(/exit code 7/);
  }, 60_000);

  it('aa fires at one that does not cost the same from start to start', async () => {
    const moody = await bench('moody', 'aa', ...profile(), '--var', 'ref=moody', '--repeats', '3');
    expect(moody.code, moody.stdout + moody.stderr).toBe(1);
    expect(readSummary(dir, 'moody', 'aa')['verdict']).toBe('FAIL');
  }, 90_000);

  it('aa of one that dies is exit 3; of one that cannot be told is exit 2', async () => {
    expect((await bench('aa-dies', 'aa', ...profile(), '--var', 'ref=dies', '--repeats', '1')).code).toBe(3);
    const image = await bench('no-image', 'ab', ...profile(), '--b', 'image=server:pr');
    expect(image).toMatchObject({ code: 2, stderr: expect.stringMatching(/which has no image/) });
  }, 60_000);
});

describeWithDocker(['gcc'], 'builds named by an image', () => {
  const images = [32, 40].map((mib) => ({ mib, tag: `medkit-named-${process.pid}:${mib}` }));
  beforeAll(() => {
    ensureTestImages();
    for (const { mib, tag } of images) {
      const input = `FROM ${SCRATCH_IMAGE}\nCMD ["${mib}", "3"]\n`;
      const made = spawnSync('docker', ['build', '--quiet', '--tag', tag, '-'], { input, encoding: 'utf8' });
      if (made.status !== 0) throw new Error(made.stderr);
    }
  }, 120_000);
  afterAll(() => {
    for (const { tag } of images) spawnSync('docker', ['image', 'rm', tag]);
  });

  it('a fresh container of each in turn; a quarter more memory is exit 1', async () => {
    const [a, b] = images.map(({ tag }) => `image=${tag}`);
    const { code, stdout, stderr } = await bench(
      'images',
      ...['ab', '--profile', path.join(PROFILES, 'by-image.yaml'), '--a', a ?? '', '--b', b ?? ''],
      ...['--repeats', '3'],
    );
    expect(code, stdout + stderr).toBe(1);
    expect(memory('images').map((mib) => Math.round(mib ?? 0))).toEqual([32, 40]);
    const left = spawnSync('docker', ['ps', '--all', '--quiet', '--filter', `ancestor=${images[0]?.tag}`]);
    expect(left.stdout.toString()).toBe('');
  }, 90_000);
});
