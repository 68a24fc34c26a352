import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '../../../tools/testing/require-component.ts';
import { sampleOnce, type Sample } from '../src/index.js';
import { buildBin, runBin, type Finished } from './built-bin.ts';
import { startSshServer, type SshServer } from './ssh-server.ts';
import { sleep, startSubject, subjectFolder, type Subject } from './subject.ts';

describeWith(['sshd', 'ssh', 'ssh-keygen', 'gcc'], 'a process behind ssh', () => {
  let built: ReturnType<typeof buildBin>;
  let subjects: ReturnType<typeof subjectFolder>;
  let subject: Subject;
  let server: SshServer;
  beforeAll(async () => {
    built = buildBin();
    subjects = subjectFolder();
    subject = await startSubject(subjects.program);
    await subject.tell('name far (away)');
    server = await startSshServer();
  });
  afterAll(async () => {
    await subject.end();
    await server.close();
    built.remove();
    subjects.remove();
  });
  const start = (config: string, ...args: string[]): ReturnType<typeof runBin> =>
    runBin(built.bin, ['--ssh', server.address, '--ssh-config', config, '--interval', '0.1', ...args]);
  const run = (...args: string[]): Promise<Finished> => start(server.config, ...args).done;
  const samples = (text: string): Sample[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Sample);

  test('the values are those of /proc there', async () => {
    const { code, stdout, stderr } = await run('--pid', String(subject.pid), '--duration', '0.5');
    expect(code, stderr).toBe(0);
    const local = sampleOnce(subject.pid);
    const all = samples(stdout);
    for (const key of ['uss_kib', 'anonymous_kib', 'rss_kib'] as const) {
      expect(Math.abs(all[0]![key]! - local[key]!), key).toBeLessThanOrEqual(4);
    }
    expect(all.length).toBeGreaterThanOrEqual(2);
  });

  test('by name', async () => {
    const found = await run('--name', 'far (away)', '--duration', '0.2');
    expect(found.code, found.stderr).toBe(0);
    expect(samples(found.stdout)[0]!.pid).toBe(subject.pid);
    expect(await run('--name', 'nobody', '--duration', '0.2')).toMatchObject({ code: 2 });
  });

  test('a connection that drops ends the window with its reason; what was gathered is kept', async () => {
    const { child, done } = start(server.config, '--pid', String(subject.pid), '--duration', '60');
    await new Promise((resolve) => child.stdout!.once('data', resolve));
    await sleep(250);
    server.dropSessions();
    const { code, stdout, stderr } = await done;
    expect(code).toBe(3);
    expect(stderr).toMatch(/ended: stream-lost/);
    expect(samples(stdout).length).toBeGreaterThanOrEqual(2);
  });

  test('no session stays open on the far side', async () => {
    await run('--pid', String(subject.pid), '--duration', '0.2');
    let left = Infinity;
    for (let i = 0; i < 100 && left > 0; i += 1) {
      left = server.sessionProcesses();
      if (left > 0) await sleep(100);
    }
    expect(left).toBe(0);
  });

  test.each([
    ['changed host key', () => server.configWithOtherHostKey(), /[Hh]ost key verification failed/],
    ['wrong key', () => server.configWithOtherKey(), /Permission denied/],
  ])('%s: refused with the words of ssh', async (_, config, words) => {
    const { code, stdout, stderr } = await start(config(), '--pid', '1', '--duration', '1').done;
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(words);
  });

  test('connection refused', async () => {
    const bin = ['--ssh', '127.0.0.1:1', '--ssh-config', server.config, '--pid', '1'];
    const { code, stderr } = await runBin(built.bin, bin).done;
    expect(code).toBe(2);
    expect(stderr).toMatch(/Connection refused/);
  });
});
