import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runMain } from '../../../test/run-main.js';
import { writeFootprint } from '../../../test/written-run.js';
import { LiveFeed } from '../../engine/live-feed.js';
import { RunWatcher } from './run-state.js';
import type { ServedRun } from './serve-run.js';
import { serveRun } from './serve-run.js';

let dir: string;
let run: string;
let stop: AbortController;
beforeEach(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-serve-'));
  run = path.join(dir, 'run');
  stop = new AbortController();
  await writeFootprint(run, [3]);
});
afterEach(() => {
  stop.abort();
  rmSync(dir, { recursive: true });
});

const serve = (port = 0): Promise<ServedRun> => serveRun({ runDir: run, port, signal: stop.signal });
const hostOf = (url: string): string => new URL(url).host;

/** The status of an answer, with headers that fetch would not send. */
function statusOf(url: string, headers: Record<string, string>, method = 'GET'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers, method }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

/** Events of a stream until one of `last` has come. */
async function eventsUntil(url: string, last: string): Promise<{ name: string; data: unknown }[]> {
  const response = await fetch(`${url}events`);
  const events: { name: string; data: unknown }[] = [];
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString();
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const [, name = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(part) ?? [];
      events.push({ name, data: JSON.parse(data) });
    }
    if (events.some((event) => event.name === last)) break;
  }
  return events;
}

describe('a run that is served', () => {
  it('is shown to whoever has the token, on loopback, and to nobody else', async () => {
    const { url } = await serve();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/$/);
    expect((await fetch(url)).status).toBe(200);
    expect((await fetch(`http://${hostOf(url)}/`)).status).toBe(404);
    expect((await fetch(url.replace(/.\/$/, '_/').replace(/_\/$/, '-_/'))).status).toBe(404);
    expect(await statusOf(url, { host: hostOf(url) })).toBe(200);
    expect(await statusOf(url, { host: 'evil.example' })).toBe(404);
    expect(await statusOf(url, {}, 'POST')).toBe(405);
    expect((await fetch(`${url}../../etc/passwd`)).status).toBe(404);
    expect((await fetch(`${url}cells/x`)).status).toBe(404);
  });

  it('gives each server a token of its own', async () => {
    expect((await serve()).url.split('/')[3]).not.toBe((await serve()).url.split('/')[3]);
  });

  it('tells what is finished: cells with their failure, the verdict, the report', async () => {
    const { url } = await serve();
    const events = await eventsUntil(url, 'cells');
    expect(events[0]).toMatchObject({
      name: 'status',
      data: { phase: 'finished', lanes: [{ lane: 'footprint', planned: 3, done: 3, failed: 1 }], live: null },
    });
    expect(events[1]?.data).toMatchObject([
      { id: 'rep1', status: 'ok' },
      { id: 'rep2', status: 'ok' },
      { id: 'rep3', status: 'failed', uss_kib: null, note: 'it died' },
    ]);
    expect(await (await fetch(`${url}report.html`)).text()).toContain('medkit-bench report');
  });

  it('follows the cell that is measured', async () => {
    const feed = new LiveFeed(run);
    feed.cell({ lane: 'footprint', index: 2, cells: 3, id: 'rep3', label: 'repeat \u001b[31m3' });
    feed.sample({ uss_kib: 7, anonymous_kib: null, cpu_cores: null, num_threads: 1 } as never);
    feed.phase('measuring', 12);
    const { url } = await serve();
    const events = await eventsUntil(url, 'samples');
    expect(events[0]?.data).toMatchObject({
      phase: 'running',
      lanes: [{ verdict: null }],
      live: { id: 'rep3', label: 'repeat ?[31m3', phase: 'measuring', left_s: 12 },
    });
    expect(events.at(-1)?.data).toMatchObject({ begin: true, points: [{ uss_kib: 7, anonymous_kib: null }] });
  });

  it('closes every connection when it is told to end', async () => {
    const { url, done } = await serve();
    const stream = await fetch(`${url}events`);
    stop.abort();
    await done;
    expect(await stream.text()).toContain('event: end');
    await expect(fetch(url)).rejects.toThrow();
  });

  it('says so where the port is taken', async () => {
    const { url } = await serve();
    await expect(serve(Number(new URL(url).port))).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/port \d+ on 127\.0\.0\.1 is taken/),
    });
  });
});

describe('the state of a run', () => {
  it('a run whose process is gone is stopped, not running', () => {
    renameSync(path.join(run, 'footprint', 'summary.json'), path.join(dir, 'summary.json'));
    const watcher = new RunWatcher(run);
    expect(watcher.read()).toMatchObject({ phase: 'stopped', lanes: [{ verdict: null }] });
    expect(watcher.read().cells).toHaveLength(3);
  });

  it('a failed cell that a resumed run measured comes again', async () => {
    const watcher = new RunWatcher(run);
    expect(watcher.read().lanes).toMatchObject([{ done: 3, failed: 1 }]);
    await writeFootprint(run);
    const { cells, lanes } = watcher.read();
    expect(lanes).toMatchObject([{ done: 3, failed: 0 }]);
    expect(cells.map(({ id, status }) => `${id} ${status}`)).toEqual([
      'rep1 ok',
      'rep2 ok',
      'rep3 failed',
      'rep3 ok',
    ]);
  });
});

describe('report --serve', () => {
  const report = (...args: string[]): ReturnType<typeof runMain> =>
    runMain(['report', ...args, '--results-dir', dir], {}, stop.signal);

  it('ends in peace when it is interrupted', async () => {
    const ended = report('run', '--serve', '--json');
    setTimeout(() => stop.abort(), 200);
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ run, url: expect.stringContaining('127.0.0.1') });
  });

  it.each([
    ['a run that is not there', ['gone', '--serve'], /there is no run/],
    ['no port', ['run', '--serve', '--port', '70000'], /'70000' is not a whole number from 0 to 65535/],
    ['an export', ['run', '--serve', '--export', 'csv=x'], /--serve writes no files/],
    ['a port of nothing', ['run', '--port', '1234'], /--port is for --serve/],
  ])('refuses %s', async (_what, args, says) => {
    expect(await report(...args)).toMatchObject({ code: 2, stderr: expect.stringMatching(says) });
  });
});
