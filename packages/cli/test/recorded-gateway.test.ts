import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import http from 'node:http';
import path from 'node:path';
import { groupThreadNames } from '@medkit-bench/proc-sampler';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BurstOutcome } from '../src/engine/burst.js';
import { countOutcome } from '../src/engine/burst.js';
import { discoverPaths } from '../src/engine/discover-paths.js';
import { threadCategories } from '../src/engine/thread-categories.js';
import { targetVersion } from '../src/engine/target-version.js';
import { waitReady } from '../src/engine/wait-ready.js';
import { countEntities } from '../src/graph/count-entities.js';
import { httpGet } from '../src/net/http-get.js';
import { readParamsInForce } from '../src/params/read-back.js';
import type { Placed } from '../src/place/place.js';
import { loadProfile } from '../src/profile/load-profile.js';
import { fillTemplate } from '../src/profile/template.js';

const FIXTURES = path.resolve(import.meta.dirname, 'fixtures/gateway');
const recorded = (name: string): string => readFileSync(path.join(FIXTURES, name), 'utf8');
const lines = (name: string): string[] => recorded(name).trim().split('\n');

const profile = loadProfile('ros2-medkit-local');
const { signal } = new AbortController();
const noRunner = { exec: () => Promise.reject(new Error('nothing is run here')) };

/** Answers of the real gateway, replayed: what was asked of an app is asked of the gateway's own app here. */
const BODIES: Record<string, string> = {
  '/api/v1/health': recorded('health.json'),
  '/api/v1/apps': recorded('apps.json'),
  '/api/v1/components': recorded('components.json'),
  '/api/v1/faults?status=confirmed': recorded('faults.json'),
};
/** A burst that the target took, as it stands before it is counted. */
const burstOf = (...codes: string[]): BurstOutcome => ({
  mode: 'data',
  count: codes.length,
  t_s: 0,
  injections: codes.map((code) => ({ code, start_s: 0, end_s: 0, ok: true, error: null, confirmed: null })),
  injected: codes.length,
  errors: [],
  confirmed: null,
  recordings: null,
  spread_ms: 0,
});
const OWN_PARAMETERS = '/api/v1/apps/ros2_medkit_gateway/configurations';

let server: http.Server;
let values: Record<string, string | number>;
let earlyAnswers = 0;

beforeAll(async () => {
  server = http.createServer((request, response) => {
    let body = BODIES[request.url ?? ''];
    if (request.url === OWN_PARAMETERS && earlyAnswers-- <= 0) body = recorded('app_configurations.json');
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(body ?? recorded('app_notfound.json'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  values = { host: '127.0.0.1', port: (server.address() as AddressInfo).port, dir: '/tmp' };
});
afterAll(() => void server.close());

describe("the profile's readers on answers of the real gateway", () => {
  it('find it ready, counters and all', async () => {
    const { complete } = profile.ready as { complete: string[] };
    const instance = { running: () => true };
    const started = performance.now();
    await waitReady(
      { ...profile, start: { kind: 'attach', forward: {} } },
      { instance } as Placed,
      values,
      signal,
    );
    expect(complete.length).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(1000 * 5);
  });

  it('count its apps, its own among them, as it counts them itself', async () => {
    const counter = profile.entities?.count;
    const counted = counter && (await countEntities(counter, 10, values, noRunner, signal));
    const health = JSON.parse(recorded('health.json')) as Record<string, { apps: number }>;
    expect(counted).toBe(11);
    expect(counted).toBe(health['x-medkit-entity-cache']?.apps);
  });

  it('read parameters back once it knows itself', async () => {
    const spec = profile.params?.read_back;
    if (!spec) throw new Error('the profile reads nothing back');
    const { find, ...rest } = spec;
    if (!find) throw new Error('the profile looks for no app of its own');
    const findUrl = fillTemplate(find.url, values, 'x');
    const url = fillTemplate(rest.url, { ...values, found: '{found}' }, 'x');
    const from = (retry_s: number) => ({ ...rest, url, find: { ...find, url: findUrl }, retry_s });
    earlyAnswers = 2;
    const inForce = await readParamsInForce(from(5), [], signal);
    expect(inForce.get('p2')).toBe(2);
    expect(inForce.get('use_sim_time')).toBe(false);
    earlyAnswers = 1;
    await expect(readParamsInForce(from(0), [], signal)).rejects.toThrow(/answered 404: .*entity-not-found/);
  });

  it('find the data of the host component', async () => {
    const found = await discoverPaths(profile.load?.discover ?? [], 'heavy', values, signal);
    expect(found).toEqual(['/api/v1/components/vm/data']);
    expect(await discoverPaths(profile.load?.discover ?? [], 'light', values, signal)).toEqual([]);
  });

  it('count the confirmed faults', async () => {
    if (!profile.faults) throw new Error('the profile knows no faults');
    const counted = await countOutcome(
      burstOf('BENCH_FAULT_1', 'BENCH_FAULT_99'),
      profile.faults,
      values,
      signal,
    );
    expect(counted.confirmed).toBe(3);
    expect(counted.injections.map((one) => one.confirmed)).toEqual([true, false]);
  });

  it.each([
    ['cyclone', { rmw: 'rmw_cyclonedds_cpp', dds: 'ddsc' }],
    ['fastdds', { rmw: 'rmw_fastrtps_cpp', dds: 'fastrtps' }],
  ])('tell its middleware and its version: %s', async (name, facts) => {
    const version = await targetVersion(profile.version, {
      values: { ...values, 'var:source': '' },
      exec: noRunner.exec,
      get: (url) => httpGet(url, { signal }),
      libraries: lines(`libraries-${name}.txt`),
      environment: () => Promise.resolve(new Map([['ROS_DISTRO', 'jazzy']])),
      signal,
    });
    expect(version).toMatchObject({
      variant: 'after v0.6.0',
      facts: { ...facts, ros_distro: 'jazzy' },
      notes: [],
    });
  });
});

it.each([
  ['cyclone', 6],
  ['fastdds', 8],
])('attributes the threads that DDS and tracing name, and no others: %s', (name, dds) => {
  const byName: Record<string, number> = {};
  for (const thread of lines(`threads-${name}.txt`)) byName[thread] = (byName[thread] ?? 0) + 1;
  expect(threadCategories(byName, profile.threads)).toEqual({ unattributed: 16, tracing: 2, dds });
});

describe('threads of the real gateway by name', () => {
  const OWN = [
    { name: 'gateway_node', count: 16 },
    { name: 'gateway_nod-ust', count: 2 },
  ];
  it.each([
    [
      'cyclone',
      ['dq.builtins', 'dq.user', 'gc', 'recv', 'recvUC', 'tev'].map((name) => ({ name, count: 1 })),
    ],
    [
      'fastdds',
      [
        { name: 'dds.udp.', count: 3 },
        { name: 'dds.shm.', count: 2 },
        ...['dds.asyn..', 'dds.ev.', 'dds.shm.wdog'].map((name) => ({ name, count: 1 })),
      ],
    ],
  ])('%s: port digits make no groups, and its own are one group', (name, others) => {
    const groups = groupThreadNames(lines(`threads-${name}.txt`));
    expect(groups).toHaveLength(OWN.length + others.length);
    expect(groups).toEqual(expect.arrayContaining([...OWN, ...others]));
  });
});
