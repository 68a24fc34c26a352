import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { spawnSync } from 'node:child_process';
import { describeWith } from '../../../../tools/testing/require-component.ts';
import { startGuard } from '../local/guard.js';
import { isDead, readProcStat } from '../process/proc-stat.js';
import { runChild } from '../process/run-child.js';
import { SUPERVISOR_SCRIPT } from '../ssh/supervisor-script.js';
import { describeRemoteHost, describeRemoteProcess } from './describe-remote.js';
import { readRemoteFiles } from './read-remote-files.js';
import { SIGNAL_MARKED_SCRIPT } from './signal-marked.js';

const alive = (pid: number): boolean => !isDead(readProcStat(pid));

describeWith(['busybox'], 'the fixed scripts under busybox sh', () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-busybox-'));
  const env = { PATH: dir };
  const busybox = (argv: readonly string[], options = {}) =>
    runChild([path.join(dir, argv[0] ?? ''), ...argv.slice(1)], { ...options, env });
  beforeAll(() => {
    const program = spawnSync('which', ['busybox'], { encoding: 'utf8' }).stdout.trim();
    const applets = spawnSync(program, ['--list'], { encoding: 'utf8' }).stdout.trim().split('\n');
    for (const applet of applets) symlinkSync(program, path.join(dir, applet));
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  it('read files and describe', async () => {
    expect((await readRemoteFiles(busybox, ['/etc/hostname', '/none'])).size).toBe(1);
    expect(await describeRemoteHost(busybox)).toMatchObject({ kernel: os.release(), arch: os.machine() });
    expect(await describeRemoteProcess(busybox, process.pid)).toMatchObject({ exe: process.execPath });
  });

  it('signal what carries the mark, and only that', async () => {
    const marked = spawn('sleep', ['4501'], { env: { ...process.env, MARK: 'm1' } });
    const other = spawn('sleep', ['4502'], { env: { ...process.env, MARK: 'm12' } });
    await delay(50);
    const result = await busybox(['sh', '-c', SIGNAL_MARKED_SCRIPT, 'sh', 'MARK=m1', 'TERM']);
    expect([result.code, result.stdout]).toEqual([0, `${marked.pid}\n`]);
    expect((await busybox(['sh', '-c', SIGNAL_MARKED_SCRIPT, 'sh', 'MARK=m0', 'TERM'])).code).toBe(1);
    expect(alive(other.pid ?? 0)).toBe(true);
    other.kill();
  });

  it('supervise: pid first, signals by line, the group ended when the input ends', async () => {
    const script = 'trap "" TERM; echo up; sleep 4503 & wait; while :; do sleep 0.1; done';
    const shell = path.join(dir, 'sh');
    const child = spawn(shell, ['-c', SUPERVISOR_SCRIPT, 'sh', shell, '-c', script], { env });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    while (!output.includes('up\n')) await delay(10);
    const pid = Number(/^pid (\d+)\nup\n$/.exec(output)?.[1]);
    expect(readProcStat(pid)?.groupId).toBe(pid);
    child.stdin.end();
    const [code] = (await once(child, 'exit')) as [number];
    expect([code, alive(pid)]).toEqual([137, false]);
  });

  it('guard: look past a NUL in an environment without GNU grep', async () => {
    const before = process.env['PATH'];
    process.env['PATH'] = dir;
    const guard = startGuard('busybox-guard-test', 1);
    process.env['PATH'] = before;
    const subject = spawn('sleep', ['4504'], {
      env: { A: '1', MEDKIT_BENCH_INSTANCE: 'busybox-guard-test' },
    });
    await once(subject, 'spawn');
    // A start time that is not the subject's: only the mark may find it.
    guard.watch(subject.pid ?? 0, '1');
    const ended = once(subject, 'exit');
    guard.abandon();
    expect(await ended).toEqual([null, 'SIGTERM']);
  });

  it('guard: leave a stranger with the same number alone, and go quietly when released', async () => {
    const guard = startGuard('no-such-instance', 1);
    const stranger = spawn('sleep', ['4505'], { detached: true });
    await once(stranger, 'spawn');
    guard.watch(stranger.pid ?? 0, '1');
    guard.abandon();
    await guard.gone;
    expect(alive(stranger.pid ?? 0)).toBe(true);
    const second = startGuard('no-such-instance', 1);
    second.watch(stranger.pid ?? 0, readProcStat(stranger.pid ?? 0)?.startTicks ?? '');
    await second.release();
    expect(alive(stranger.pid ?? 0)).toBe(true);
    stranger.kill();
  });
});
