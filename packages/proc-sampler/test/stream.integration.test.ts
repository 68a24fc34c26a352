import { spawn } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { describeWith } from '../../../tools/testing/require-component.ts';
import { findThroughStream, sampleOnce, watchThroughStream, type ByteStream } from '../src/index.js';
import { startSubject, subjectFolder, type Subject } from './subject.ts';

const children = new Set<ReturnType<typeof spawn>>();

/** Runs `sh` of the script as `shell`, with or without a standard input. */
function opener(shell: readonly string[], stdin: boolean): (argv: string[]) => ByteStream {
  return (argv) => {
    const [program = '', ...args] = [...shell, ...argv.slice(1)];
    const child = spawn(program, args, { stdio: [stdin ? 'pipe' : 'ignore', 'pipe', 'pipe'] });
    children.add(child);
    const done = new Promise<{ code: number | null }>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code }));
    });
    done.catch(() => undefined);
    return {
      stdin: child.stdin,
      stdout: child.stdout!,
      stderr: child.stderr!,
      done,
      kill: () => child.kill(),
    };
  };
}

describeWith(['gcc', 'busybox', 'dash', 'bash'], 'a process at the far end of a stream', () => {
  let built: ReturnType<typeof subjectFolder>;
  let subject: Subject;
  beforeAll(async () => {
    built = subjectFolder();
    subject = await startSubject(built.program);
    await subject.tell('alloc 4194304');
    await subject.tell('thread');
  });
  afterAll(async () => {
    await subject.end();
    built.remove();
  });
  afterEach(async () => {
    // Every shell has ended by itself or was ended: none may be left.
    for (const child of children) {
      if (child.exitCode === null && child.signalCode === null)
        await new Promise((resolve) => child.once('exit', resolve));
    }
    children.clear();
  });

  describe.each([
    ['dash', ['dash']],
    ['bash', ['bash', '--posix']],
    ['busybox', ['busybox', 'sh']],
  ])('%s', (_, shell) => {
    test.each([
      ['asked sample by sample', true],
      ['on its own schedule', false],
    ])('%s, the values are those of /proc here', async (_, stdin) => {
      const open = opener(shell, stdin);
      const window = { open, stdin, pid: subject.pid, intervalS: 0.05, memoryIntervalS: 0.1, durationS: 0.4 };
      const { samples, ended, clock_grain_s, observer, host } = await watchThroughStream(window).done;
      expect(ended).toMatchObject({ reason: 'duration' });
      expect(clock_grain_s).toBe(0.01);
      const local = sampleOnce(subject.pid);
      const first = samples[0]!;
      for (const key of [
        'uss_kib',
        'pss_kib',
        'rss_kib',
        'anonymous_kib',
        'private_dirty_kib',
        'shmem_kib',
      ] as const) {
        expect(Math.abs(first[key]! - local[key]!), key).toBeLessThanOrEqual(4);
      }
      expect(first).toMatchObject({ num_threads: 2, num_fds: local.num_fds, pid: subject.pid });
      expect(first.cpu_time_s).toBeCloseTo(local.cpu_time_s!, 2);
      expect(samples.filter(({ uss_kib }) => uss_kib !== null).length).toBeLessThan(samples.length);
      expect(samples.some(({ cpu_source }) => cpu_source === 'schedstat')).toBe(true);
      expect(observer.cpu_cores).toBeGreaterThan(0);
      expect(observer.stream_bytes).toBeGreaterThan(1000);
      expect(host.nproc).toBeGreaterThan(0);
    });
  });

  test.each([
    ['dash', ['dash']],
    ['busybox', ['busybox', 'sh']],
  ])('%s, on a kernel without smaps_rollup: smaps is summed', async (_, shell) => {
    const open = opener(shell, true);
    const without = (argv: string[]): ByteStream =>
      open(argv.map((word) => word.replaceAll('smaps_rollup', 'no_rollup')));
    const window = { open: without, stdin: true, pid: subject.pid, intervalS: 0.1, durationS: 0.1 };
    const { samples } = await watchThroughStream(window).done;
    const local = sampleOnce(subject.pid);
    for (const key of ['uss_kib', 'rss_kib', 'anonymous_kib'] as const)
      expect(samples[0]![key], key).toBe(local[key]);
  });

  test('a tree is followed', async () => {
    const child = await subject.tell('child');
    const window = {
      open: opener(['dash'], true),
      stdin: true,
      pid: subject.pid,
      intervalS: 0.05,
      durationS: 0.05,
    };
    const { samples } = await watchThroughStream({ ...window, tree: true }).done;
    process.kill(child, 'SIGKILL');
    expect(samples[0]).toMatchObject({ process_count: 2, num_threads: 3 });
  });

  test('the schedule kept over there is absolute and says when its sleep is coarse', async () => {
    const open = opener(['sh'], false);
    // A sleep that knows whole seconds only, first on the path.
    const coarse = (argv: string[]): ByteStream => {
      const [program = '', flag = '', script = '', ...rest] = argv;
      const only = 'sleep() { case $1 in *.*) return 1;; *) command sleep "$1";; esac; }\n';
      return open([program, flag, only + script, ...rest]);
    };
    const { samples, notes } = await watchThroughStream({
      open: coarse,
      pid: subject.pid,
      intervalS: 0.5,
      durationS: 2,
    }).done;
    expect(notes.join()).toMatch(/whole seconds only/);
    expect(samples.length).toBeGreaterThanOrEqual(2);
  });

  test('a stream cut in the middle ends the window and keeps what was gathered', async () => {
    let stream: ByteStream | undefined;
    const through = opener(['dash'], true);
    const watch = watchThroughStream({
      open: (argv) => (stream = through(argv)),
      stdin: true,
      pid: subject.pid,
      intervalS: 0.05,
      durationS: 30,
      onSample: ({ t_s }) => t_s > 0.15 && stream!.kill(),
    });
    const { ended, samples } = await watch.done;
    expect(ended.reason).toBe('stream-lost');
    expect(samples.length).toBeGreaterThanOrEqual(3);
  });

  test('the target exits, or was never there', async () => {
    const short = await startSubject(built.program);
    const watch = watchThroughStream({
      open: opener(['dash'], true),
      stdin: true,
      pid: short.pid,
      intervalS: 0.05,
      onSample: ({ t_s }) => t_s > 0.1 && void short.end(),
    });
    expect((await watch.done).ended.reason).toBe('target-exited');
    const never = watchThroughStream({
      open: opener(['dash'], true),
      stdin: true,
      pid: 4_000_000,
      intervalS: 1,
    });
    await expect(never.done).rejects.toMatchObject({ code: 'MEDKIT_PROC_GONE' });
  });

  test('another process under the same pid', async () => {
    const open = opener(['dash'], true);
    const watch = watchThroughStream({ open, stdin: true, pid: subject.pid, startTicks: 1, intervalS: 1 });
    await expect(watch.done).rejects.toMatchObject({ code: 'MEDKIT_PROC_RESTARTED' });
  });

  test.each([
    ['no such program', ['no-such-shell'], /no-such-shell/],
    ['a program that is no shell', ['false'], /ended with code 1/],
    [
      'a refused login',
      ['sh', '-c', 'echo Permission denied >&2; exit 255', 'x'],
      /code 255.*Permission denied/,
    ],
  ])('%s: refused with its own words', async (_, shell, message) => {
    const watch = watchThroughStream({ open: opener(shell, true), stdin: true, pid: 1, intervalS: 1 });
    await expect(watch.done).rejects.toThrow(message);
    await expect(watch.done).rejects.toMatchObject({ code: 'MEDKIT_PROC_STREAM' });
  });

  test('a far end that falls silent is given up', async () => {
    const open = opener(['sh', '-c', 'sleep 30', 'x'], true);
    const watch = watchThroughStream({ open, stdin: true, pid: 1, intervalS: 0.02, silenceS: 0.2 });
    await expect(watch.done).rejects.toThrow(/nothing arrived for 0.2 s/);
  });

  test('processes are found by name', async () => {
    await subject.tell('name a (b) c');
    expect(await findThroughStream(opener(['busybox', 'sh'], true), 'a (b) c')).toEqual([subject.pid]);
    expect(await findThroughStream(opener(['dash'], false), 'no-such-name')).toEqual([]);
  });
});
