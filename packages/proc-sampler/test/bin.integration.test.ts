import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '../../../tools/testing/require-component.ts';
import { COLUMN_NAMES } from '../src/format/columns.js';
import type { Sample } from '../src/index.js';
import { buildBin, runBin } from './built-bin.ts';
import { sleep, startSubject, subjectFolder, type Subject } from './subject.ts';

describeWith(['gcc'], 'the command', () => {
  let built: ReturnType<typeof buildBin>;
  let subjects: ReturnType<typeof subjectFolder>;
  let subject: Subject;
  let folder: string;
  beforeAll(async () => {
    built = buildBin();
    subjects = subjectFolder();
    subject = await startSubject(subjects.program);
    folder = mkdtempSync(join(tmpdir(), 'proc-sampler-out-'));
  });
  afterAll(async () => {
    await subject.end();
    built.remove();
    subjects.remove();
    rmSync(folder, { recursive: true });
  });
  const run = (...args: string[]): ReturnType<typeof runBin> => runBin(built.bin, args);
  const target = (): string[] => ['--pid', String(subject.pid)];

  test('writes one JSON object a line, and the summary on request', async () => {
    const out = join(folder, 'run.ndjson');
    const summary = join(folder, 'run.summary.json');
    const finished = await run(
      ...target(),
      '--interval',
      '0.05',
      '--duration',
      '0.5',
      '--out',
      out,
      '--summary',
      summary,
    ).done;
    expect(finished).toMatchObject({ code: 0, stdout: '' });
    const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
    const samples = lines.map((line) => JSON.parse(line) as Sample);
    expect(Object.keys(samples[0]!)).toEqual(COLUMN_NAMES);
    expect(samples.at(-1)!.t_s).toBeGreaterThan(0.45);
    const result = JSON.parse(readFileSync(summary, 'utf8')) as {
      expected_ticks: number;
      missed_ticks: number;
    };
    expect(result.expected_ticks).toBe(11);
    expect(samples).toHaveLength(11 - result.missed_ticks);
  });

  test.each([
    [['--pid', '4000000'], /no process with pid 4000000/],
    [['--name', 'no-such-name'], /no running process matches/],
    [['--pid', '1', '--interval', 'x'], /--interval expects/],
    [['--bogus'], /--bogus/],
    [['--pid', '1', '--out', '/nonexistent/x'], /cannot write \/nonexistent\/x/],
    [['--pid', '1', '--summary', '/nonexistent/y'], /cannot write \/nonexistent\/y/],
    [['--container', 'x', '--docker', 'no-such-program'], /no-such-program/],
  ])('%j: one clear line, code 2, no stack', async (args, message) => {
    const { code, stdout, stderr } = await run(...args).done;
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('a full disk is one clear line', async () => {
    const { code, stderr } = await run(...target(), '--duration', '5', '--out', '/dev/full').done;
    expect(code).toBe(2);
    expect(stderr).toMatch(/^proc-sampler: cannot write \/dev\/full: .*ENOSPC.*\n$/);
  });

  test.each([[['--version']], [['--pid', '1', '--duration', '5']]])(
    'a standard output that is full is one clear line: %j',
    (args) => {
      const full = openSync('/dev/full', 'w');
      try {
        const { status, stderr } = spawnSync(process.execPath, [built.bin, ...args], {
          stdio: ['ignore', full, 'pipe'],
          encoding: 'utf8',
        });
        expect(status).toBe(2);
        expect(stderr).toMatch(/^proc-sampler: cannot write standard output: .*ENOSPC.*\n$/);
      } finally {
        closeSync(full);
      }
    },
  );

  test('--help and --version', async () => {
    const [help, version] = await Promise.all([run('--help').done, run('--version').done]);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('Examples:');
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('SIGTERM ends a window cleanly: 0 without a duration, 130 with one', async () => {
    const signalled = async (...args: string[]): Promise<{ code: number | null; lines: string[] }> => {
      const { child, done } = run(...target(), '--interval', '0.05', ...args);
      await new Promise((resolve) => child.stdout!.once('data', resolve));
      child.kill('SIGTERM');
      const { code, stdout } = await done;
      return { code, lines: stdout.trimEnd().split('\n') };
    };
    const open = await signalled();
    expect(open.code).toBe(0);
    for (const line of open.lines) expect(() => JSON.parse(line)).not.toThrow();
    expect((await signalled('--duration', '60')).code).toBe(130);
  });

  test('a reader that closes the pipe ends it quietly', async () => {
    const { child, done } = run(...target(), '--interval', '0.02', '--duration', '60');
    await new Promise((resolve) => child.stdout!.once('data', resolve));
    child.stdout!.destroy();
    expect(await done).toMatchObject({ code: 0, stderr: '' });
  });

  test('a target that exits: 3 in a window with a duration, 0 with --until-exit', async () => {
    const exits = async (...args: string[]): Promise<number | null> => {
      const short = await startSubject(subjects.program);
      const { child, done } = run('--pid', String(short.pid), '--interval', '0.05', ...args);
      await new Promise((resolve) => child.stdout!.once('data', resolve));
      await short.end();
      return (await done).code;
    };
    expect(await exits('--duration', '60')).toBe(3);
    expect(await exits('--until-exit')).toBe(0);
  });

  test('csv and a plain table through a pipe', async () => {
    const window = ['--interval', '0.05', '--duration', '0.1', '--quiet'];
    const [csv, table] = await Promise.all([
      run(...target(), ...window, '--format', 'csv').done,
      run(...target(), ...window, '--format', 'table').done,
    ]);
    expect(csv.stdout.split('\n')[0]).toBe(COLUMN_NAMES.join(','));
    expect(table.stdout.split('\n')[0]).toMatch(/t s +USS +PSS/);
    expect(table.stdout).not.toContain('\u001b');
    expect([csv.stderr, table.stderr]).toEqual(['', '']);
  });

  test('serves the latest sample on loopback', async () => {
    const { child, done } = run(...target(), '--interval', '0.05', '--listen', '0');
    const url = await new Promise<string>((resolve) => {
      child.stderr!.on('data', (chunk: Buffer) => {
        const match = /http:\S+/.exec(chunk.toString());
        if (match !== null) resolve(match[0]);
      });
    });
    await sleep(150);
    const [scrape, other] = await Promise.all([fetch(url), fetch(url.replace('/metrics', '/other'))]);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
    expect(scrape.headers.get('content-type')).toContain('application/openmetrics-text');
    const text = await scrape.text();
    expect(text).toMatch(
      new RegExp(`target_uss_bytes\\{pid="${subject.pid}",target="pid ${subject.pid}"\\} \\d+`),
    );
    expect(text.endsWith('# EOF\n')).toBe(true);
    expect(other.status).toBe(404);
    child.kill('SIGTERM');
    expect((await done).code).toBe(0);
  });

  test('two of one name are listed', async () => {
    const pair = [await startSubject(subjects.program), await startSubject(subjects.program)];
    for (const one of pair) await one.tell('name medkit-pair');
    const { code, stderr } = await run('--name', 'medkit-pair').done;
    await Promise.all(pair.map((one) => one.end()));
    expect(code).toBe(2);
    for (const { pid } of pair) expect(stderr).toContain(String(pid));
  });
});

describeWith(['script'], 'the command on a terminal', () => {
  test('draws a live view in place', async () => {
    const { bin, remove } = buildBin();
    const sleeper = spawn('sleep', ['30']);
    try {
      const command = `${process.execPath} ${bin} --pid ${sleeper.pid} --interval 0.05 --duration 0.2`;
      const out = execFileSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8' });
      expect(out).toMatch(/USS/);
      // Each drawing after the first goes back up over the last one.
      expect(out.split('\u001b[8A').length - 1).toBeGreaterThanOrEqual(3);
    } finally {
      sleeper.kill();
      remove();
    }
  });
});
