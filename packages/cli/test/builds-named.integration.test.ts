import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BUSYBOX_IMAGE,
  describeWithDocker,
  ensureTestImages,
  SCRATCH_IMAGE,
} from '../../../tools/testing/docker-images.js';
import type { BenchOutcome } from './run-bench.js';
import { onHostWithLoad, processesOf, readSummary, runBench, startBench } from './run-bench.js';

const PROFILES = path.resolve(import.meta.dirname, 'profiles');
const FAST = ['--quick', '--duration', '0.6', '--interval', '0.1', '--quiet'];

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-named-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const bench = (run: string, ...args: string[]): Promise<BenchOutcome> =>
  runBench(...args, ...FAST, '--results-dir', dir, '--run-dir', run);

/** With `--strict`, on a host that is idle whatever else runs on it. */
const strict = (run: string, ...args: string[]): Promise<BenchOutcome> =>
  startBench([...args, '--strict', ...FAST, '--results-dir', dir, '--run-dir', run], onHostWithLoad(0)).done;

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
      ...['ab', ...profile(), '--a', 'ref=main', '--b', 'ref=smaller', '--repeats', '1'],
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

  it('ab that cannot tell: exit 3 with --strict, 0 without', async () => {
    const args = ['ab', ...profile(), '--b', 'env.OTHER=1', '--repeats', '1'];
    const { code, stdout, stderr } = await strict('open', ...args);
    expect(code, stdout + stderr).toBe(3);
    expect(readSummary(dir, 'open', 'ab')).toMatchObject({ status: 'ok', verdict: 'inconclusive' });
    expect((await bench('open', ...args, '--resume')).code).toBe(0);
  }, 60_000);

  it('aa goes on after an interrupt; silent where the last one fired, but too few pairs: strict 3, else 0', async () => {
    const args = ['aa', ...profile(), '--repeats', '3'];
    const { child, done } = startBench([...args, ...FAST, '--results-dir', dir, '--run-dir', 'few']);
    const cell = path.join(dir, 'few/aa/cells/a-rep1/cell.json');
    while (!existsSync(cell) && child.exitCode === null) await delay(20);
    child.kill('SIGINT');
    expect((await done).code).toBe(130);
    expect(processesOf(path.join(dir, 'few'))).toEqual([]);
    expect(existsSync(path.join(dir, 'few/aa/summary.json'))).toBe(false);
    const few = await strict('few', ...args, '--resume');
    expect(few.code, few.stdout + few.stderr).toBe(3);
    expect(readSummary(dir, 'few', 'aa')).toMatchObject({
      status: 'ok',
      verdict: 'INDETERMINATE',
      false_alarms: { paired: { alarms: 0 } },
    });
    expect((await bench('few', ...args, '--resume')).code).toBe(0);
  }, 90_000);

  it('aa of one that dies is exit 3; of one that cannot be told is exit 2', async () => {
    expect((await bench('aa-dies', 'aa', ...profile(), '--var', 'ref=dies', '--repeats', '1')).code).toBe(3);
    const image = await bench('no-image', 'ab', ...profile(), '--b', 'image=server:pr');
    expect(image).toMatchObject({ code: 2, stderr: expect.stringMatching(/which has no image/) });
    const itself = await bench('no-image', 'aa', ...profile(), '--build', 'image=server:pr');
    expect(itself).toMatchObject({ code: 2, stderr: expect.stringMatching(/which has no image/) });
  }, 60_000);

  it.each(['ab', 'aa'])(
    '%s on a busy host: exit 2 with --strict, before anything is started',
    async (lane) => {
      const args = [lane, ...profile(), ...(lane === 'ab' ? ['--b', 'ref=smaller'] : []), '--strict'];
      const run = `busy-${lane}`;
      const { done } = startBench(
        [...args, ...FAST, '--results-dir', dir, '--run-dir', run],
        onHostWithLoad(999),
      );
      expect(await done).toMatchObject({ code: 2, stderr: expect.stringMatching(/load1 is 999/) });
      expect(existsSync(path.join(dir, run, lane, 'cells'))).toBe(false);
    },
  );
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

describeWithDocker(['gcc', 'busybox', 'git'], 'builds named by a ref that an image is built from', () => {
  const image = `medkit-by-build-${process.pid}:built`;
  let context: string;
  beforeAll(() => {
    ensureTestImages();
    context = path.join(dir, 'context');
    const repo = path.join(context, 'repo');
    mkdirSync(repo, { recursive: true });
    git(repo, 'init', '--quiet', '--initial-branch', 'main');
    for (const [branch, mib] of [
      ['main', 32],
      ['heavier', 40],
    ] as const) {
      if (branch !== 'main') git(repo, 'checkout', '--quiet', '-b', branch);
      writeFileSync(path.join(repo, 'build.sh'), `echo 'exec /scratch-server ${mib} 3' > /start.sh\n`);
      git(repo, 'add', 'build.sh');
      git(repo, 'commit', '--quiet', '-m', branch);
    }
    copyGit(path.join(context, 'root'));
    writeFileSync(path.join(context, 'Dockerfile'), BUILT_FROM_REF);
  }, 120_000);
  afterAll(() => {
    spawnSync('docker', ['image', 'rm', '--force', image]);
    spawnSync('docker', ['image', 'prune', '--force', '--filter', 'label=medkit-by-build']);
  });
  const builds = (run: string, a: string, b: string, repeats: number): Promise<BenchOutcome> =>
    bench(
      run,
      ...['ab', '--profile', path.join(PROFILES, 'by-build.yaml'), '--var', `context=${context}`],
      ...['--var', `image=${image}`, '--a', `ref=${a}`, '--b', `ref=${b}`, '--repeats', `${repeats}`],
    );

  it('both are built by build.args and compared; a quarter more memory is exit 1', async () => {
    const { code, stdout, stderr } = await builds('built', 'main', 'heavier', 2);
    expect(code, stdout + stderr).toBe(1);
    expect(memory('built').map((mib) => Math.round(mib ?? 0))).toEqual([32, 40]);
    const left = spawnSync('docker', ['ps', '--all', '--quiet', '--filter', `ancestor=${image}`]);
    expect(left.stdout.toString()).toBe('');
  }, 120_000);

  it('one that cannot be built is named with what the build said: exit 3, no verdict', async () => {
    expect((await builds('unbuilt', 'main', 'nowhere', 1)).code).toBe(3);
    const cells = readSummary(dir, 'unbuilt', 'ab')['cells'] as { status: string; failure: string | null }[];
    expect(cells.map(({ status }) => status)).toEqual(['ok', 'failed']);
    expect(cells[1]?.failure).toMatch(/could not be built[^]*nowhere/);
  }, 60_000);
});

const BUILT_FROM_REF = `FROM ${BUSYBOX_IMAGE}
LABEL medkit-by-build=1
COPY root/ /
COPY --from=${SCRATCH_IMAGE} /scratch-server /scratch-server
COPY repo/.git /repo.git
ARG REF
RUN git --git-dir=/repo.git show "$REF:build.sh" > /build.sh && sh /build.sh
CMD ["/bin/sh", "/start.sh"]
`;

/** This host's git and the libraries it loads, for an image that has neither. */
function copyGit(root: string): void {
  const which = spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim();
  const libraries = spawnSync('ldd', [which], { encoding: 'utf8' }).stdout.match(/\/\S+(?= \()/g) ?? [];
  for (const file of libraries) cpSync(file, path.join(root, file), { dereference: true });
  cpSync(which, path.join(root, 'bin/git'), { dereference: true });
}
