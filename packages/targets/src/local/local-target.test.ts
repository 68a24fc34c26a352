import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, expect, it } from 'vitest';
import { sourceProcess } from '../../../../tools/testing/source-process.ts';
import { removeProcesses } from '../clean/remove-processes.js';
import { isTargetError } from '../errors.js';
import { isDead, readProcStat } from '../process/proc-stat.js';
import { localTarget } from './local-target.js';

const label = `medkit-bench-local-${process.pid}`;
const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-local-'));
const target = localTarget();
const start = (script: string, more: object = {}) =>
  target.start({ argv: ['sh', '-c', script], label, ...more });
const alive = (pid: number): boolean => !isDead(readProcStat(pid));

async function until(what: () => boolean, seconds = 10): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!what()) {
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${String(what)}`);
    await delay(10);
  }
}

afterEach(() => target.close());
afterAll(async () => {
  await removeProcesses(label);
  rmSync(dir, { recursive: true, force: true });
});

it('runs a command: outputs apart, input, environment, folder, exit code', async () => {
  const script = 'echo "$A $(pwd)"; cat; echo err >&2; exit 7';
  const result = await target.exec(['sh', '-c', script], { input: 'fed', env: { A: "x 'y" }, cwd: '/' });
  expect(result).toMatchObject({
    code: 7,
    signal: null,
    stdout: "x 'y /\nfed",
    stderr: 'err\n',
    timedOut: false,
  });
});

it('ends a command that runs out of time with everything it started', async () => {
  const result = await target.exec(['sh', '-c', 'sleep 4401 & echo $!; wait'], { timeoutS: 0.3 });
  expect(result).toMatchObject({ code: null, signal: 'SIGKILL', timedOut: true });
  await until(() => !alive(Number(result.stdout)));
});

it('gives a result even when a left-over child holds the output open', async () => {
  const result = await target.exec(['sh', '-c', 'setsid sleep 30 & echo $!'], { timeoutS: 0.3 });
  expect(result.timedOut).toBe(true);
  process.kill(Number(result.stdout), 'SIGKILL');
});

it('refuses what cannot be run, in words', async () => {
  const refusals = [
    () => target.exec(['no-such-program-here']),
    () => target.exec(['true'], { cwd: '/no/such/folder' }),
    () => target.start({ argv: ['no-such-program-here'], label }),
    () => target.exec([]),
    () => target.exec(['echo', 'a\0b']),
    () => target.exec(['true'], { timeoutS: 0 }),
    () => target.readFile('/no/such/file'),
    () => target.writeFile('/no/such/folder/file', ''),
    () => start('true', { logPath: '/no/such/folder/log' }),
  ];
  for (const refusal of refusals) {
    await expect(refusal().catch((error: unknown) => isTargetError(error))).resolves.toBe(true);
  }
  await expect(target.exec(['yes'], { maxOutputBytes: 10_000 })).rejects.toMatchObject({
    code: 'MEDKIT_TARGET_OUTPUT_LIMIT',
  });
});

it('starts a group of its own that carries the label, and stops all of it', async () => {
  const instance = await start('sleep 4402 & echo $!; wait');
  await until(() => instance.logTail(1).length === 1);
  const child = Number(instance.logTail(1)[0]);
  expect(readProcStat(child)?.groupId).toBe(instance.pid);
  expect(readFileSync(`/proc/${child}/environ`, 'utf8')).toContain(`MEDKIT_BENCH_LABEL=${label}`);
  expect(await instance.stop()).toEqual({ how: 'terminated', code: null, signal: 'SIGTERM' });
  expect([alive(child), instance.running()]).toEqual([false, false]);
});

it('kills what ignores the first signal, members of the group included, and answers twice the same', async () => {
  const instance = await start('(trap "" TERM; echo up; while :; do sleep 0.1; done) & exec sleep 4403');
  await until(() => instance.logTail(1).length === 1);
  const [first, second] = await Promise.all([instance.stop({ graceS: 0.2 }), instance.stop()]);
  expect(first).toEqual({ how: 'killed', code: null, signal: 'SIGTERM' });
  expect(second).toBe(first);
});

it('ends a daemon that left the group', async () => {
  const instance = await start('setsid sleep 4404 & echo $!; wait');
  await until(() => instance.logTail(1).length === 1);
  const daemon = Number(instance.logTail(1)[0]);
  await until(() => readProcStat(daemon)?.groupId === daemon);
  await instance.stop();
  expect(alive(daemon)).toBe(false);
});

it('tells an instance that ended by itself, and stops what it left behind', async () => {
  const ended = await start('echo last words; exit 3');
  expect(await ended.exited).toEqual({ code: 3, signal: null });
  expect(await ended.stop()).toEqual({ how: 'exited', code: 3, signal: null });
  expect(ended.logTail(5)).toEqual(['last words']);

  const parent = await start('sleep 4405 & echo $!');
  await parent.exited;
  await until(() => parent.logTail(1).length === 1);
  const orphan = Number(parent.logTail(1)[0]);
  expect(await parent.stop()).toMatchObject({ how: 'exited', code: 0 });
  expect(alive(orphan)).toBe(false);
});

it('keeps the end of an endless log in bounded memory, and head and end of it on disk', async () => {
  const logPath = path.join(dir, 'log');
  const instance = await start('echo first line; yes 0123456789 | head -n 4000000; echo last line', {
    logPath,
  });
  await instance.exited;
  await until(() => instance.logTail(1)[0] === 'last line', 30);
  expect(instance.logTail(3)).toEqual(['0123456789', '0123456789', 'last line']);
  expect(instance.logTail(1_000_000).length).toBeLessThan(30_000);
  await instance.stop();
  await until(() => statSync(logPath).size > 16 * 1024 * 1024);
  await until(() => readFileSync(logPath, 'utf8').endsWith('\nlast line\n'));
  expect(statSync(logPath).size).toBeLessThan(17 * 1024 * 1024);
  expect(readFileSync(logPath, 'utf8')).toMatch(/^first line\n[\s\S]*\[\.\.\. \d+ bytes left out \.\.\.\]/);
});

it('streams output while the command runs', async () => {
  const stream = target.stream(['sh', '-c', 'while :; do echo tick; sleep 0.02; done']);
  let seen = '';
  for await (const chunk of stream.stdout) {
    seen += String(chunk);
    if (seen.length >= 15) break;
  }
  stream.kill();
  expect(await stream.done).toEqual({ code: null, signal: 'SIGTERM' });
  await expect(target.stream(['no-such-program-here']).done).rejects.toMatchObject({
    code: 'MEDKIT_TARGET_NO_PROGRAM',
  });
});

it('removes only what carries exactly the label', async () => {
  const ours = await target.start({ argv: ['sleep', '4406'], label: `${label}-a` });
  const other = await target.start({ argv: ['sleep', '4407'], label: `${label}-ab` });
  expect(await removeProcesses(`${label}-a`)).toEqual([ours.pid]);
  expect(other.running()).toBe(true);
});

/** Starts this package in a process of its own that starts `script`; gives its handle and the subject's pid. */
async function inOwnProcess(script: string): Promise<{ owner: ReturnType<typeof spawn>; subject: number }> {
  const code = `
    const it = await localTarget().start({ argv: ['sh', '-c', ${JSON.stringify(script)}], label: ${JSON.stringify(label)} });
    console.log(it.pid);
    setInterval(() => undefined, 1000);`;
  const argv = sourceProcess(dir, new URL('./local-target.ts', import.meta.url), 'localTarget', code);
  const owner = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  const [line] = (await once(owner.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return { owner, subject: Number(line.toString()) };
}

it('does not let an instance outlive us when we are killed, whatever it ignores', async () => {
  // Three that no single way finds: one ignores TERM, one left the group, one stayed but hides its environment.
  const [daemonFile, hiddenFile] = [path.join(dir, 'daemon'), path.join(dir, 'hidden')];
  const script = `trap "" TERM
    setsid sleep 4408 & echo $! > ${daemonFile}
    env -i /bin/sleep 4409 & echo $! > ${hiddenFile}
    while :; do sleep 0.1; done`;
  const { owner, subject } = await inOwnProcess(script);
  const written = (file: string): boolean => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n');
  await until(() => written(daemonFile) && written(hiddenFile));
  const all = [subject, ...[daemonFile, hiddenFile].map((file) => Number(readFileSync(file, 'utf8')))];
  expect(all.map(alive)).toEqual([true, true, true]);
  // The whole group, as a Ctrl-C at a terminal would reach it: the guard must not be part of it.
  process.kill(-(owner.pid ?? 0), 'SIGKILL');
  await until(() => !all.some(alive));
});
