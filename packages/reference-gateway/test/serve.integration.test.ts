import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWith } from '../../../tools/testing/require-component.ts';

const BIN = path.resolve(import.meta.dirname, '../bin/reference-gateway.js');

let dir: string;
let child: ChildProcess | null;
let port: number;

beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-gateway-'));
  child = null;
});
afterEach(async () => {
  await stop();
  rmSync(dir, { recursive: true });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address() as net.AddressInfo;
      server.close(() => resolve(free));
    });
  });
}

async function start(params: Record<string, unknown>): Promise<void> {
  port = await freePort();
  const file = path.join(dir, 'params.yaml');
  writeFileSync(file, JSON.stringify({ ros2_medkit_gateway: { ros__parameters: params } }));
  const started = spawn(process.execPath, [BIN, '--port', String(port), '--params', file]);
  child = started;
  await new Promise<void>((resolve, reject) => {
    started.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('listening') && resolve());
    started.once('exit', () => reject(new Error('the gateway ended')));
  });
}

async function stop(): Promise<void> {
  if (child === null || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child?.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

interface Got {
  status: number | undefined;
  body: string;
  headers: http.IncomingHttpHeaders;
}

function get(url: string, agent: http.Agent | false = false): Promise<Got> {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path: url, agent }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode, body, headers: response.headers }));
    });
    request.on('error', reject);
  });
}

describeWith([], 'the reference gateway as a process', () => {
  it('is named gateway_node, answers, and closes a connection after five requests', async () => {
    await start({});
    expect(readFileSync(`/proc/${child?.pid}/comm`, 'utf8').trim()).toBe('gateway_node');
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const answers: Got[] = [];
    for (let i = 0; i < 5; i += 1) answers.push(await get('/api/v1/health', agent));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
    expect(answers.map(({ headers }) => headers.connection ?? headers['keep-alive'])).toEqual([
      ...Array.from({ length: 4 }, () => 'timeout=2, max=5'),
      'close',
    ]);
    agent.destroy();
  });

  it('has its counters when it says it listens, and closes an idle connection after two seconds', async () => {
    await start({});
    const { body } = await get('/api/v1/health');
    expect(JSON.parse(body)).toHaveProperty('x-medkit-entity-cache.apps', 2);
    const socket = net.connect(port, '127.0.0.1');
    socket.write('GET /api/v1/health HTTP/1.1\r\nHost: x\r\n\r\n');
    socket.resume();
    const startMs = performance.now();
    await new Promise((resolve) => socket.once('close', resolve));
    expect(performance.now() - startMs).toBeGreaterThan(1900);
  });

  it('does not start without the manifest that it is told to follow', async () => {
    await expect(start({ discovery: { mode: 'manifest_only' } })).rejects.toThrow(/ended/);
  });

  it('lets a connection wait while every worker holds one', async () => {
    await start({ server: { http_thread_pool_size: 2 } });
    const holders = [0, 1].map(() => net.connect(port, '127.0.0.1'));
    await Promise.all(holders.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    let answered = false;
    const waiting = get('/api/v1/health').then((answer) => {
      answered = true;
      return answer;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(answered).toBe(false);
    holders[0]?.destroy();
    expect((await waiting).status).toBe(200);
    holders[1]?.destroy();
  });

  it('logs what each request was meant to take and took', async () => {
    const log = path.join(dir, 'requests.csv');
    await start({ reference: { delay_ms: 20, request_log: log } });
    for (let i = 0; i < 5; i += 1) expect((await get('/api/v1/apps')).status).toBe(200);
    await stop();
    const [note, head, ...rows] = readFileSync(log, 'utf8').trim().split('\n');
    expect(note).toMatch(/^# stalls are counted from [\d.]+ ms$/);
    expect(head).toBe('start_ms,intended_ms,end_ms,queued_ms,status,arrived_ms');
    expect(rows).toHaveLength(5);
    const served = rows.map((row) => row.split(',').map(Number));
    for (const [startMs = 0, intendedMs = 0, endMs = 0, queuedMs, status, arrivedMs] of served) {
      expect(arrivedMs).toBeLessThanOrEqual(startMs);
      expect(intendedMs - startMs).toBeCloseTo(20, 1);
      expect(endMs).toBeGreaterThanOrEqual(intendedMs);
      expect([queuedMs === 0 || (queuedMs ?? -1) > 0, status]).toEqual([true, 200]);
    }
  });
});
