import { describe, expect, it } from 'vitest';
import type { GraphHostReading } from '../graph/graph-host-reading.js';
import type { LiveGraph } from '../graph/live-graph.js';
import { GraphWatch } from './graph-watch.js';

const WHOLE: GraphHostReading = {
  nodes_asked: 5,
  nodes_announced: 5,
  fully_acknowledged: true,
  peers: [
    { vendor: 'cyclone', address: 'a:1', nodes_acknowledged: 5, acknowledged: true, acknowledged_after_s: 1 },
  ],
  resends: 0,
  unanswered_heartbeats: 0,
  requests_answered: 0,
  values_sent: 0,
  cpu_s: 1,
  uptime_s: 10,
  rss_kib: 60_000,
};
const PARTLY = { ...WHOLE, fully_acknowledged: false, peers: [] };

/** A graph whose host answers one after the other, the last for ever. */
function watchOf(...answers: (GraphHostReading | null | Error)[]): GraphWatch {
  const check = (): Promise<GraphHostReading | null> => {
    const next = answers.length > 1 ? answers.shift() : answers[0];
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next ?? null);
  };
  const cost = () => Promise.resolve(null);
  const graph = { kind: 'dds', hostPid: 1, check, cost } as Partial<LiveGraph> as LiveGraph;
  return new GraphWatch(graph, new AbortController().signal);
}

describe('GraphWatch', () => {
  it('lets a cell pass whose graph is whole and whose host rests', async () => {
    const watch = watchOf(PARTLY, WHOLE, WHOLE, { ...WHOLE, uptime_s: 20, cpu_s: 1.01 });
    await watch.acknowledged(5);
    await watch.windowBegins();
    expect(await watch.windowEnded(false)).toMatchObject({ kind: 'dds', nodes_acknowledged: 5, resends: 0 });
  });

  it('knows nothing of a host without counters, and does not refuse it', async () => {
    const watch = watchOf(null);
    await watch.acknowledged(0);
    await watch.windowBegins();
    expect(await watch.windowEnded(false)).toMatchObject({ kind: 'dds', cpu_cores: null });
  });

  it('takes what a host without counters says it cost', async () => {
    const costs = [
      { cpu_s: 1, uptime_s: 10, rss_kib: 600_000 },
      { cpu_s: 9, uptime_s: 20, rss_kib: 601_000 },
    ];
    const graph = {
      kind: 'rclpy',
      hostPid: null,
      check: () => Promise.resolve(null),
      cost: () => Promise.resolve(costs.shift() ?? null),
    } as Partial<LiveGraph> as LiveGraph;
    const watch = new GraphWatch(graph, new AbortController().signal);
    await watch.windowBegins();
    expect(await watch.windowEnded(false)).toMatchObject({ kind: 'rclpy', cpu_cores: 0.8, rss_kib: 601_000 });
  });

  it('refuses a graph that nobody has', async () => {
    await expect(watchOf(PARTLY).acknowledged(0)).rejects.toMatchObject({
      code: 'MEDKIT_GRAPH_NOT_ACKNOWLEDGED',
      exitCode: 3,
    });
  });

  it('refuses a window in which the host was busy', async () => {
    const watch = watchOf(WHOLE, { ...WHOLE, uptime_s: 20, cpu_s: 2 });
    await watch.windowBegins();
    await expect(watch.windowEnded(false)).rejects.toMatchObject({ code: 'MEDKIT_GRAPH_HOST_BUSY' });
  });

  it('refuses a window after which the host is gone', async () => {
    const watch = watchOf(WHOLE, new Error('the graph host does not answer: ECONNREFUSED'));
    await watch.windowBegins();
    await expect(watch.windowEnded(false)).rejects.toMatchObject({ code: 'MEDKIT_GRAPH' });
  });
});
