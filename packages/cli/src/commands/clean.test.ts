import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeInstanceFolder } from '../engine/instance-folders.js';
import { openRun } from '../engine/run-label.js';
import { withRunLock } from '../engine/run-lock.js';
import { runMain } from '../../test/run-main.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-clean-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

// An engine that does not answer: what containers there are is not this test's business.
const env = { DOCKER_HOST: 'unix:///no/such/socket' };
async function clean(): Promise<Record<string, unknown>> {
  const before = process.env['DOCKER_HOST'];
  process.env['DOCKER_HOST'] = env.DOCKER_HOST;
  try {
    const { code, stdout } = await runMain(['clean', '--results-dir', dir, '--json'], env);
    expect(code).toBe(0);
    return JSON.parse(stdout) as Record<string, unknown>;
  } finally {
    if (before === undefined) delete process.env['DOCKER_HOST'];
    else process.env['DOCKER_HOST'] = before;
  }
}

const sleeper = (label: string) =>
  spawn('sleep', ['60'], { stdio: 'ignore', env: { ...process.env, MEDKIT_BENCH_LABEL: label } });

it('removes what a killed run left, and only that; never that of a run at work', async () => {
  const [killed, atWork] = [path.join(dir, 'killed'), path.join(dir, 'at-work')];
  const labels = [openRun(killed), openRun(atWork)] as const;
  const folders = labels.map((label) => makeInstanceFolder(label));
  const children = [...labels, 'medkit-bench-0123456789ab'].map(sleeper);
  for (const run of [killed, atWork]) {
    mkdirSync(path.join(run, 'footprint'));
    writeFileSync(path.join(run, 'footprint', 'cell.json.partial'), '{');
    writeFileSync(path.join(run, 'live.ndjson'), '');
  }
  const ended = new Promise((resolve) => children[0]?.once('exit', resolve));
  try {
    const said = await withRunLock(atWork, () => clean());
    expect(said).toMatchObject({ runs: 2, processes: 1, folders: 1, files: 2 });
    expect(said['notes']).toContainEqual(expect.stringMatching(/^at-work is at work \(process \d+\)/));
    expect(folders.map(existsSync)).toEqual([false, true]);
    await ended;
    expect(children.map((child) => child.signalCode)).toEqual(['SIGTERM', null, null]);
    expect(existsSync(path.join(atWork, 'live.ndjson'))).toBe(true);
    expect(await clean()).toMatchObject({ processes: 1, folders: 1, files: 2 });
    expect(await clean()).toMatchObject({ runs: 2, processes: 0, folders: 0, files: 0 });
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
});

it('removes the pipe of a heaptrack that nobody had noted before the kill', async () => {
  const script = sleeper(openRun(path.join(dir, 'killed')));
  const pipe = `/tmp/heaptrack_fifo${script.pid}`;
  execFileSync('mkfifo', [pipe]);
  try {
    expect(await clean()).toMatchObject({ processes: 1 });
    expect(existsSync(pipe)).toBe(false);
  } finally {
    script.kill('SIGKILL');
    rmSync(pipe, { force: true });
  }
});

it('goes past a run whose file is damaged, and never looks for a label that is not ours', async () => {
  mkdirSync(path.join(dir, 'damaged'));
  writeFileSync(path.join(dir, 'damaged', 'run.json'), '{');
  mkdirSync(path.join(dir, 'hostile'));
  writeFileSync(path.join(dir, 'hostile', 'run.json'), '{"label": ""}');
  openRun(path.join(dir, 'whole'));
  const said = await clean();
  expect(said).toMatchObject({ runs: 3, processes: 0 });
  expect(said['notes']).toContainEqual(expect.stringMatching(/^damaged: .* is not JSON/));
});
