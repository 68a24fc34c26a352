import { afterEach, describe, expect, it } from 'vitest';
import { openControl, type ControlServer } from '../control/http-control.js';
import { benchPlan } from '../ros/bench-plan.js';
import { createGraphHost, type GraphHost } from './graph-host.js';
import type { GraphHostOptions } from './options.js';
import { recordGraph } from './recorder.js';

const DOMAIN = 150 + (process.pid % 30);
const hosts: GraphHost[] = [];
const controls: ControlServer[] = [];

async function start(nodes: number, options: Partial<GraphHostOptions> = {}): Promise<GraphHost> {
  const host = createGraphHost({ plan: benchPlan(nodes), domain: DOMAIN, multicast: false, ...options });
  hosts.push(host);
  await host.start();
  return host;
}

describe('GraphHost', () => {
  afterEach(async () => {
    await Promise.all(controls.splice(0).map((control) => control.close()));
    await Promise.all(hosts.splice(0).map((host) => host.stop()));
  });

  it('is acknowledged by another host, and says how much', async () => {
    const [a, b] = [await start(30), await start(0)];
    const stats = await a.acknowledged({ timeoutS: 10 });
    expect(stats).toMatchObject({
      nodesAsked: 30,
      nodesAnnounced: 30,
      endpoints: 630,
      participants: 1,
      fullyAcknowledged: true,
      resends: 0,
    });
    expect(stats.peers).toMatchObject([{ nodesAcknowledged: 30, readsDiscoveryInfo: false }]);
    expect(stats.addresses.multicast).toBeNull();
    expect(b.stats().nodesAnnounced).toBe(0);
  });

  it('is never "fully acknowledged" by nobody', async () => {
    const host = await start(3);
    expect(host.stats().fullyAcknowledged).toBe(false);
    await expect(host.acknowledged({ timeoutS: 0.1 })).rejects.toMatchObject({
      code: 'MEDKIT_DDS_NOT_ACKNOWLEDGED',
    });
  });

  it('announces gradually when asked to', async () => {
    const host = await start(40, { nodesPerS: 100 });
    expect(host.stats()).toMatchObject({ nodesAsked: 40, fullyAcknowledged: false });
    expect(host.stats().nodesAnnounced).toBeLessThan(40);
    while (host.stats().nodesAnnounced < 40) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it('adds, removes and keeps its size while it churns', async () => {
    const host = await start(10, { nodesPerParticipant: 4 });
    host.add(benchPlan(2, { from: 10 }).nodes);
    expect(host.stats()).toMatchObject({ nodesAnnounced: 12, participants: 3 });
    expect(host.remove(['/bench_node_0', '/nobody'])).toBe(1);
    const churn = host.churn({ count: 3, everyS: 0.02 });
    while (churn.report().cyclesDone < 5) await new Promise((resolve) => setTimeout(resolve, 10));
    const report = churn.stop();
    expect(report.nodesReplaced).toBe(report.cyclesDone * 3);
    expect(host.stats()).toMatchObject({ nodesAnnounced: 11, nodesAsked: 11 });
    expect(host.nodeNames().filter((name) => name.startsWith('/churn_node_')).length).toBe(11);
  });

  it.each([
    [{ name: 'bad-name', namespace: '/', topics: [], services: [], params: [] }, 'MEDKIT_DDS_BAD_NAME'],
    [{ ...benchPlan(1).nodes[0]! }, 'MEDKIT_DDS_BAD_PLAN'],
    [
      {
        ...benchPlan(1, { from: 5 }).nodes[0]!,
        topics: Array.from({ length: 50_000 }, (_, i) => ({
          name: `t${i}`,
          type: 'std_msgs/msg/Bool',
          direction: 'pub',
        })),
      },
      'MEDKIT_DDS_PLAN_TOO_LARGE',
    ],
  ])('refuses a node that cannot be, and changes nothing', async (node, code) => {
    const host = await start(1);
    expect(() => host.add([...benchPlan(1, { from: 9 }).nodes, node])).toThrow(
      expect.objectContaining({ code }),
    );
    expect(host.stats()).toMatchObject({ nodesAnnounced: 1, nodesAsked: 1 });
  });

  it('says what is wrong before it runs and after it stopped', async () => {
    const host = await start(1);
    await host.stop();
    await host.stop();
    expect(() => host.stats()).toThrow(expect.objectContaining({ code: 'MEDKIT_DDS_NOT_RUNNING' }));
    const bad = createGraphHost({
      plan: { nodes: [{ ...benchPlan(1).nodes[0]!, namespace: 'x' }] },
      domain: DOMAIN,
    });
    await expect(bad.start()).rejects.toMatchObject({ code: 'MEDKIT_DDS_BAD_NAME' });
  });

  it('is recorded and comes out as it went in', async () => {
    await start(5, { plan: benchPlan(5, { messageTypes: 4 }) });
    const { graph, unclaimedEndpoints } = await recordGraph({
      domain: DOMAIN,
      multicast: false,
      durationS: 1,
    });
    const planned = benchPlan(5, { messageTypes: 4 }).nodes.map((node) => ({ ...node, params: [] }));
    expect(graph).toMatchObject({ format: 'medkit-graph-1', shape: 'full', nodes: planned });
    expect(unclaimedEndpoints).toBe(0);
  });

  it('obeys its control channel, and only who knows the token', async () => {
    const host = await start(3);
    let stopped = 0;
    const control = await openControl(host, 0, () => (stopped += 1));
    controls.push(control);
    const call = async (
      path: string,
      body?: unknown,
      token = control.token,
    ): Promise<[number, Record<string, unknown>]> => {
      const init =
        body === undefined
          ? {}
          : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) };
      const response = await fetch(`${control.url}${path}`, {
        ...init,
        headers: { authorization: `Bearer ${token}` },
      });
      return [response.status, (await response.json()) as Record<string, unknown>];
    };
    expect(control.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
    expect((await call('/stats', undefined, 'guess'))[0]).toBe(401);
    expect(await call('/add', { count: 2 })).toEqual([200, { added: 2 }]);
    expect(await call('/add', { nodes: [{ name: 'own', namespace: '/a' }] })).toEqual([200, { added: 1 }]);
    expect(await call('/remove', { names: ['/a/own'] })).toEqual([200, { removed: 1 }]);
    expect(await call('/remove', { count: 1 })).toEqual([200, { removed: 1 }]);
    expect((await call('/stats'))[1]).toMatchObject({ nodes_announced: 4, nodes_asked: 4, churn: null });
    expect(await call('/churn', { count: 1, every_s: 60 })).toMatchObject([200, { cycles_done: 0 }]);
    expect((await call('/churn', { stop: true }))[0]).toBe(200);
    for (const [path, body] of [
      ['/add', { count: 0 }],
      ['/add', 'no json'],
      ['/add', { nodes: [{ name: 'x-y' }] }],
      ['/churn', { count: 1 }],
      ['/remove', { names: 3 }],
    ] as const) {
      const [status, answer] = await call(path, body);
      expect([path, status, typeof answer['error']]).toEqual([path, 400, 'string']);
    }
    expect((await call('/nothing'))[0]).toBe(404);
    expect((await call('/add'))[0]).toBe(405);
    expect(await call('/stop', {})).toEqual([200, { stopping: true }]);
    expect(stopped).toBe(1);
  });
});
