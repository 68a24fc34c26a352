import { readdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { appOfSource } from '../src/entities.js';
import { FaultManager } from '../src/fault-manager.js';
import { Gateway } from '../src/gateway.js';
import type { GraphNode } from '../src/graph-node.js';
import { loadParams } from '../src/params.js';
import { REQUESTS_PER_CONNECTION, Respond } from '../src/respond.js';
import { Router } from '../src/router.js';

const FIXTURES = path.join(import.meta.dirname, 'fixtures/recorded');

/** An answer of the real gateway, its graph cut down to two nodes (counts follow). */
interface Recorded {
  method: string;
  path: string;
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

interface Frame {
  id: number;
  event: string;
  data: Record<string, unknown>;
}

function recorded(name: string): Recorded {
  return JSON.parse(readFileSync(path.join(FIXTURES, `${name}.json`), 'utf8')) as Recorded;
}

/** Figures that no two runs share, by the name they stand under. */
const MOVING = /^(timestamp|generation|(first|last)_(occurred|occurrence)|last_passed|captured_at)$/;

/** The value with its moving figures replaced by their types. */
function still(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(still);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      MOVING.test(key) && typeof inner !== 'object' ? typeof inner : still(inner),
    ]),
  );
}

const param = (name: string, type: string, value: unknown): GraphNode['params'][number] => ({
  name,
  type,
  value,
});
const publishes = (name: string, type: string): GraphNode['topics'][number] => ({
  name,
  type,
  direction: 'publish',
});

/** The graph that was recorded. */
const BENCH: GraphNode[] = [0, 1].map((i) => ({
  name: `bench_node_${i}`,
  namespace: '/',
  topics: [
    publishes(`/bench/n${i}/t0`, 'std_msgs/msg/String'),
    publishes(`/bench/n${i}/t1`, 'std_msgs/msg/Int32'),
  ],
  services: [{ name: `/bench/n${i}/s0`, type: 'std_srvs/srv/Trigger' }],
  params: [0, 1, 2].map((p) => param(`p${p}`, 'int', p)),
}));

const ZONES: GraphNode[] = [0, 1, 2, 3].map((zone) => ({
  name: `unit_00${zone}`,
  namespace: `/zone_${zone}`,
  topics: [
    publishes(`/zone_${zone}/unit_00${zone}/status`, 'std_msgs/msg/String'),
    publishes(`/zone_${zone}/unit_00${zone}/temperature`, 'sensor_msgs/msg/Temperature'),
  ],
  services: [],
  params: [],
}));

const HOST = { id: 'vm', name: 'vm', description: 'Debian GNU/Linux 12 (bookworm) on x86_64' };

interface Running {
  gateway: Gateway;
  faults: FaultManager;
  port: number;
  stop(): void;
}

let running: Running | null = null;
afterEach(() => {
  running?.stop();
  running = null;
});

/** The gateway's own answers behind a plain server of this process. */
async function serve(nodes: GraphNode[], settings: Record<string, unknown> = {}): Promise<Running> {
  const params = loadParams(null, () => undefined);
  const small = {
    'reference.base_ballast_mib': 0,
    'fault_manager.service_timeout_sec': 0.01,
    topic_sample_timeout_sec: 0.01,
  };
  for (const [name, value] of Object.entries({ ...small, ...settings })) params.set(name, value);
  const rest = (): void => undefined;
  const gateway = new Gateway(params, rest, HOST);
  gateway.change({ set: nodes });
  gateway.refresh();
  gateway.complete = true;
  const faults = new FaultManager(params, { appOf: (source) => appOfSource(gateway, source), rest });
  const respond = new Respond(2);
  const router = new Router({ gateway, faults, respond, rest });
  const server = http.createServer((request, response) => {
    respond.begin(response);
    router.route(request, response);
  });
  server.maxRequestsPerSocket = REQUESTS_PER_CONNECTION;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = (): void => {
    faults.stop();
    gateway.stop();
    server.closeAllConnections();
    server.close();
  };
  running = { gateway, faults, port: (server.address() as AddressInfo).port, stop };
  return running;
}

interface Got {
  status: number;
  headers: Record<string, string>;
  text: string;
}

function ask(method: string, url: string, body?: unknown): Promise<Got> {
  return new Promise((resolve, reject) => {
    const agent = new http.Agent({ keepAlive: true });
    const options = { host: '127.0.0.1', port: running?.port, path: url, method, agent };
    const request = http.request(options, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        agent.destroy();
        resolve({ status: response.statusCode ?? 0, headers: headersOf(response), text });
      });
    });
    request.on('error', reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

// As they were sent, in their own spelling; the length follows from the body.
function headersOf({ rawHeaders }: http.IncomingMessage): Record<string, string> {
  const pairs = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [[name, rawHeaders[i + 1] ?? '']] : []));
  return Object.fromEntries(pairs.filter(([name]) => name !== 'Content-Length')) as Record<string, string>;
}

async function expectRecorded(name: string): Promise<void> {
  const { method, path: url, status, headers, body } = recorded(name);
  const got = await ask(method, url);
  expect({ status: got.status, headers: got.headers }, name).toEqual({ status, headers });
  expect(still(got.text === '' ? null : JSON.parse(got.text)), name).toEqual(still(body));
  if (body !== null) expect(got.text.startsWith('{\n  "'), 'two spaces a level').toBe(true);
}

function report(code: string, source: string, severity: number, text: string): Promise<Got> {
  return ask('POST', '/api/v1/apps/fault_manager/operations/report_fault/executions', {
    parameters: { fault_code: code, event_type: 0, severity, description: text, source_id: source },
  });
}

const PLAIN = [
  'version-info',
  'root',
  'areas',
  'components',
  'apps',
  'functions',
  'health',
  'app',
  'app_data',
  'app_operations',
  'app_configurations',
  'app_configuration_item0',
  'app_logs',
  'app_data-groups',
  'component',
  'component_hosts',
  'notfound',
  'app_notfound',
];
const DOWN = [
  'faults_unavailable',
  'app_faults_unavailable',
  'app_fault_unavailable',
  'component_faults_unavailable',
];
const UP = ['apps_with_fault_manager', 'fault_without_entity'];
const FAULTS = ['faults', 'app_faults', 'component_faults', 'app_fault', 'clear_fault'];
const ZONED = ['zones_functions', 'zones_app', 'zones_app_data'];
const ALONE = ['app_data_item0', 'component_data', 'zones_app_data_item0', 'stream', 'stream_refused'];

describe('answers of the real gateway', () => {
  it('are all held against this one', () => {
    const named = [...PLAIN, ...DOWN, ...UP, ...FAULTS, ...ZONED, ...ALONE];
    const files = readdirSync(FIXTURES).map((file) => file.replace('.json', ''));
    expect(named.toSorted()).toEqual(files.toSorted());
  });

  it.each(PLAIN)('%s', async (name) => {
    await serve(BENCH, { 'reference.fault_manager': 'down' });
    await expectRecorded(name);
  });

  it.each(DOWN)('%s', async (name) => {
    await serve(BENCH, { 'reference.fault_manager': 'down' });
    await expectRecorded(name);
  });

  it.each(UP)('%s', async (name) => {
    await serve(BENCH);
    await expectRecorded(name);
  });

  it.each(ZONED)('%s', async (name) => {
    await serve(ZONES, { 'reference.fault_manager': 'down' });
    await expectRecorded(name);
  });

  it('app_data_item0, component_data: the first read of a topic subscribes to it', async () => {
    await serve(BENCH, { 'reference.fault_manager': 'down' });
    await ask('GET', '/api/v1/components/vm/data');
    await expectRecorded('app_data_item0');
    await expectRecorded('component_data');
    const { text } = await ask('GET', '/api/v1/health');
    expect(JSON.parse(text)).toMatchObject({
      'x-medkit-data-provider': { pool_misses: 1, pool_size: 1 },
      'x-medkit-subscription-executor': { tasks_completed: 1 },
    });
  });

  it('zones_app_data_item0: a silent topic is 200 without data', async () => {
    await serve(ZONES, { 'reference.fault_manager': 'down' });
    const wanted = recorded('zones_app_data_item0');
    const got = await ask('GET', wanted.path);
    expect([got.status, got.headers]).toEqual([200, wanted.headers]);
    const counted = (value: unknown): unknown =>
      JSON.parse(
        JSON.stringify(still(value), (key, inner: unknown) =>
          /^(publisher|subscriber)_count$/.test(key) ? typeof inner : inner,
        ),
      );
    expect(counted(JSON.parse(got.text))).toEqual(counted(wanted.body));
  });

  it('faults, their events on a stream, and a third stream', async () => {
    await serve(BENCH, { 'reference.capture_duration_s': 0 });
    const wanted = JSON.parse(readFileSync(path.join(FIXTURES, 'stream.json'), 'utf8')) as Recorded & {
      frames: Frame[];
    };
    const [stream] = await Promise.all([openStream(), openStream()]);
    expect(stream.head).toEqual({ status: wanted.status, headers: wanted.headers });
    await expectRecorded('stream_refused');

    await report('BENCH_FAULT_1', '/bench_node_0', 3, 'synthetic fault 0');
    for (let i = 0; i < 3; i += 1) await report('BENCH_FAULT_2', '/bench_node_1', 3, `synthetic fault ${i}`);
    await report('BENCH_FAULT_3', 'benchmark', 1, 'synthetic fault 0');
    await ask('POST', '/api/v1/apps/fault_manager/operations/report_fault/executions', {
      parameters: {
        fault_code: 'BENCH_FAULT_1',
        event_type: 1,
        severity: 3,
        description: '',
        source_id: '/bench_node_0',
      },
    });
    await expect.poll(() => running?.faults.captures.active).toBe(0);
    for (const name of FAULTS) await expectRecorded(name);

    await expect.poll(() => stream.frames().length).toBe(wanted.frames.length);
    expect(still(stream.frames())).toEqual(still(wanted.frames));
    stream.close();
  });
});

interface Stream {
  head: { status: number; headers: Record<string, string> };
  frames(): Frame[];
  close(): void;
}

function openStream(): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: running?.port, path: '/api/v1/faults/stream' };
    const agent = new http.Agent({ keepAlive: true });
    const request = http.get({ ...options, agent }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('error', () => undefined);
      resolve({
        head: { status: response.statusCode ?? 0, headers: headersOf(response) },
        frames: () => text.split('\n\n').slice(0, -1).map(parseFrame),
        close: () => request.destroy(),
      });
    });
    request.on('error', reject);
  });
}

function parseFrame(text: string): Frame {
  const fields = Object.fromEntries(text.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)));
  return {
    id: Number(fields['id']),
    event: String(fields['event']),
    data: JSON.parse(String(fields['data'])) as Record<string, unknown>,
  };
}
