import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { httpServer, json, tcpServer } from '../test/servers.js';
import type { LoadOptions } from './load-options.js';
import type { LoadResult } from './load-result.js';
import { runLoad } from './run-load.js';

async function load(url: string, more: Partial<LoadOptions> = {}): Promise<LoadResult> {
  return runLoad({
    baseUrl: url,
    rate: 100,
    workers: 4,
    durationS: 0.3,
    // Far beyond any hold-up of this process: only those tests that are about it set a short one.
    timeoutS: 20,
    paths: ['/x'],
    ...more,
  });
}

function allFailed(result: LoadResult): void {
  expect(result).toMatchObject({ request_count: 30, success_count: 0, error_count: 30, error_rate: 1 });
  expect(result).toMatchObject({ p50_ms: null, p95_ms: null, p99_ms: null, max_ms: null });
  expect(result.latency.all.count).toBe(30);
  expect(result.latency.success.p50_ms).toBeNull();
  expect(result.notes.join()).toMatch(/no request succeeded/);
}

describe.concurrent('targets that answer badly', () => {
  it('only errors: a failed measurement, not a fast median', async () => {
    const { url } = await httpServer((_request, response) => json(response, {}, 503));
    const result = await load(url);
    allFailed(result);
    expect(result.errors).toEqual({ status: 30 });
  });

  it('no answer: each request is given up at its timeout and counts with that time', async () => {
    const { url } = await httpServer(() => undefined);
    const result = await load(url, { timeoutS: 0.4 });
    allFailed(result);
    expect(result.errors).toEqual({ timeout: 30 });
    expect(result.latency.all.min_ms).toBeGreaterThanOrEqual(395);
    expect(result.by_status['none']!.count).toBe(30);
  });

  it('some timeouts stay in the tail of the percentiles', async () => {
    let n = 0;
    const { url } = await httpServer((_request, response) => {
      n += 1;
      if (n % 3 !== 0) json(response, {});
    });
    const result = await load(url, { timeoutS: 1.5 });
    expect(result).toMatchObject({ success_count: 20, error_count: 10 });
    expect(result.p95_ms).toBeGreaterThanOrEqual(1495);
    expect(result.latency.success.count).toBe(20);
  });

  it('a slow trickle of bytes does not outlive the timeout', async () => {
    const { url } = await httpServer((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    });
    const result = await load(url, { timeoutS: 0.4 });
    allFailed(result);
    expect(result.errors).toEqual({ timeout: 30 });
    // Each is given up; a status line that was late as well is missing from those few.
    expect(result.by_status['200']!.count).toBeGreaterThan(0);
  });

  it('headers that never end', async () => {
    const url = await tcpServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('x-a: b\r\n'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    allFailed(await load(url, { timeoutS: 0.4 }));
  });

  it('an endless body is cut off', async () => {
    const { url } = await httpServer((_request, response) => {
      const block = Buffer.alloc(65_536);
      const pump = (): void => {
        while (!response.destroyed && response.write(block));
      };
      response.on('drain', pump);
      pump();
    });
    const result = await load(url, { maxBodyBytes: 100_000 });
    allFailed(result);
    expect(result.errors).toEqual({ 'body-too-large': 30 });
    expect(result.body_bytes).toBeLessThan(30 * 1_000_000);
  });

  it('a redirect loop is one answer per request', async () => {
    let served = 0;
    const { url } = await httpServer((_request, response) => {
      served += 1;
      response.writeHead(302, { location: '/x' }).end();
    });
    allFailed(await load(url));
    expect(served).toBe(30);
  });

  it('a connection closed within the body', async () => {
    const { url } = await httpServer((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('half', () => response.destroy());
    });
    const result = await load(url);
    allFailed(result);
    expect(result.errors).toEqual({ closed: 30 });
  });

  it('a server that closes every connection at once', async () => {
    const result = await load(await tcpServer((socket) => socket.destroy()));
    allFailed(result);
    expect(result.errors).toEqual({ closed: 30 });
  });

  it('a target that goes away during the load', async () => {
    let served = 0;
    const { url } = await httpServer((request, response) => {
      served += 1;
      if (served > 10) request.socket.destroy();
      else json(response, {});
    });
    const result = await load(url);
    expect(result).toMatchObject({ request_count: 30, success_count: 10, errors: { closed: 20 } });
  });
});

describe('targets that are none', () => {
  it('refuses a port where nobody listens', async () => {
    const { url } = await httpServer(() => undefined);
    const free = Number(new URL(url).port) === 1 ? 2 : 1;
    await expect(load(`http://127.0.0.1:${free}`)).rejects.toMatchObject({
      code: 'MEDKIT_LOAD_UNREACHABLE',
      message: expect.stringMatching(/cannot connect to 127\.0\.0\.1:\d+ \(ECONNREFUSED\)/),
    });
  });

  it('refuses a name that does not resolve', async () => {
    await expect(load('http://no-such-host.invalid')).rejects.toMatchObject({
      code: 'MEDKIT_LOAD_UNREACHABLE',
      message: expect.stringMatching(/no-such-host\.invalid .* cannot be resolved/),
    });
  });

  it('refuses a port that speaks something else, without waiting for the end', async () => {
    const url = await tcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    const before = performance.now();
    await expect(load(url, { durationS: 600 })).rejects.toMatchObject({ code: 'MEDKIT_LOAD_NOT_HTTP' });
    expect(performance.now() - before).toBeLessThan(60_000);
    await expect(load(url, { durationS: 0.1 })).rejects.toMatchObject({ code: 'MEDKIT_LOAD_NOT_HTTP' });
  });

  it('refuses https against a plain port', async () => {
    const { url } = await httpServer((_request, response) => json(response, {}));
    await expect(load(url.replace('http:', 'https:'))).rejects.toMatchObject({ code: 'MEDKIT_LOAD_TLS' });
  });

  it('leaves no handle behind', async () => {
    const { url } = await httpServer((_request, response) => json(response, {}));
    await load(url);
    await sleep(20);
    const handles = process
      .getActiveResourcesInfo()
      .filter((kind) => kind === 'MessagePort' || kind === 'TCPSocketWrap');
    const before = handles.length;
    await load(url);
    await sleep(20);
    const after = process
      .getActiveResourcesInfo()
      .filter((kind) => kind === 'MessagePort' || kind === 'TCPSocketWrap');
    expect(after.length).toBeLessThanOrEqual(before);
  });
});
