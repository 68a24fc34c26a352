import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '../../../tools/testing/require-component.ts';
import type { Sample } from '../src/index.js';
import { buildBin, runBin, type Finished } from './built-bin.ts';
import { sleep, subjectFolder } from './subject.ts';

const tag = `medkit-proc-sampler-test-${process.pid}`;
const docker = (...args: string[]): string => execFileSync('docker', args, { encoding: 'utf8' }).trim();

/** An image of the files of a folder, made without a registry. */
function importImage(folder: string, image: string): void {
  const tar = spawnSync('tar', ['-C', folder, '-c', '.'], { maxBuffer: 64 * 1024 * 1024 });
  execFileSync('docker', ['import', '-', image], { input: tar.stdout, stdio: ['pipe', 'ignore', 'inherit'] });
}

describeWith(['docker', 'dockerd', 'gcc', 'busybox', 'tar'], 'a container', () => {
  let built: ReturnType<typeof buildBin>;
  let subjects: ReturnType<typeof subjectFolder>;
  let folder: string;
  const run = (...args: string[]): Promise<Finished> =>
    runBin(built.bin, ['--interval', '0.1', '--duration', '0.3', '--format', 'ndjson', ...args]).done;
  const samples = ({ stdout }: Finished): Sample[] =>
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Sample);

  beforeAll(() => {
    execFileSync(join(import.meta.dirname, '../../../tools/setup/dockerd.sh'), { stdio: 'ignore' });
    built = buildBin();
    subjects = subjectFolder();
    folder = mkdtempSync(join(tmpdir(), 'proc-sampler-image-'));
    for (const dir of ['scratch', 'shell/bin']) mkdirSync(join(folder, dir), { recursive: true });
    copyFileSync(subjects.program, join(folder, 'scratch/subject'));
    copyFileSync(subjects.program, join(folder, 'shell/subject'));
    copyFileSync('/usr/bin/busybox', join(folder, 'shell/bin/busybox'));
    for (const name of ['sh', 'sleep']) symlinkSync('busybox', join(folder, `shell/bin/${name}`));
    for (const kind of ['scratch', 'shell']) {
      importImage(join(folder, kind), `${tag}:${kind}`);
      docker(
        'run',
        '-d',
        '-i',
        '--network',
        'none',
        '--name',
        `${tag}-${kind}`,
        `${tag}:${kind}`,
        '/subject',
      );
    }
  });
  afterAll(() => {
    spawnSync('docker', ['rm', '-f', `${tag}-scratch`, `${tag}-shell`]);
    spawnSync('docker', ['rmi', '-f', `${tag}:scratch`, `${tag}:shell`]);
    built.remove();
    subjects.remove();
    rmSync(folder, { recursive: true });
  });

  test('without a shell is read through /proc of this host, by the pid its control group proves', async () => {
    const finished = await run('--container', `${tag}-scratch`);
    expect(finished.code).toBe(0);
    const hostPid = Number(docker('inspect', '--format', '{{.State.Pid}}', `${tag}-scratch`));
    expect(samples(finished)[0]).toMatchObject({ pid: hostPid, num_threads: 1 });
    expect(samples(finished)[0]!.uss_kib).toBeGreaterThan(10);
    expect(samples(finished)[0]!.cgroup_memory_kib).toBeGreaterThan(0);
  });

  test('without a shell and without /proc: the answer names what is missing', async () => {
    const { code, stderr } = await run('--container', `${tag}-scratch`, '--via', 'exec');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /there is no POSIX sh.*executable file not found.*Through \/proc of this host: not tried/,
    );
  });

  test('through one exec of its busybox the values are those of /proc', async () => {
    const [exec, proc] = await Promise.all([
      run('--container', `${tag}-shell`, '--via', 'exec'),
      run('--container', `${tag}-shell`, '--via', 'proc'),
    ]);
    expect([exec.code, proc.code], exec.stderr + proc.stderr).toEqual([0, 0]);
    const [inside, outside] = [samples(exec)[0]!, samples(proc)[0]!];
    expect(inside.pid).toBe(1);
    for (const key of ['uss_kib', 'anonymous_kib', 'rss_kib'] as const) {
      expect(Math.abs(inside[key]! - outside[key]!), key).toBeLessThanOrEqual(4);
    }
    expect(inside.cgroup_memory_kib).toBeGreaterThan(0);
  });

  test('nothing of the exec stays behind in the container, not even after SIGKILL', async () => {
    const processes = (): number => docker('top', `${tag}-shell`).split('\n').length - 1;
    const alone = async (): Promise<number> => {
      for (let i = 0; i < 100 && processes() > 1; i += 1) await sleep(100);
      return processes();
    };
    expect(await alone()).toBe(1);
    const { child, done } = runBin(built.bin, [
      '--container',
      `${tag}-shell`,
      '--via',
      'exec',
      '--interval',
      '0.1',
    ]);
    await new Promise((resolve) => child.stdout!.once('data', resolve));
    expect(processes()).toBe(2);
    child.kill('SIGKILL');
    await done;
    expect(await alone()).toBe(1);
  });

  test('a process of it is found by name, outside and inside', async () => {
    const ways = ['proc', 'exec'].map((via) =>
      run('--container', `${tag}-shell`, '--name', 'subject', '--via', via),
    );
    for (const finished of await Promise.all(ways)) expect(finished.code, finished.stderr).toBe(0);
    const missing = await run('--container', `${tag}-shell`, '--name', 'nobody');
    expect(missing).toMatchObject({ code: 2 });
    expect(missing.stderr).toMatch(/no process named "nobody"/);
  });

  test('missing, stopped, engine down: one line each, code 2', async () => {
    const missing = await run('--container', `${tag}-nothing`);
    expect(missing.stderr).toMatch(/no such container/i);
    docker('stop', '-t', '0', `${tag}-scratch`);
    const stopped = await run('--container', `${tag}-scratch`);
    expect(stopped.stderr).toMatch(/is exited: start it first/);
    const host = process.env['DOCKER_HOST'];
    process.env['DOCKER_HOST'] = 'unix:///nonexistent/docker.sock';
    const down = await run('--container', `${tag}-shell`).finally(() => {
      if (host === undefined) delete process.env['DOCKER_HOST'];
      else process.env['DOCKER_HOST'] = host;
    });
    expect(down.stderr).toMatch(/Cannot connect to the Docker daemon/);
    expect([missing.code, stopped.code, down.code]).toEqual([2, 2, 2]);
  });
});
