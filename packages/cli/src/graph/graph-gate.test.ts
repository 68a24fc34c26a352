import { describe, expect, it } from 'vitest';
import { acknowledgementProblem, busyProblem, graphHostRecord } from './graph-gate.js';
import type { GraphHostReading, GraphPeer } from './graph-host-reading.js';
import { readingFrom } from './graph-host-reading.js';

const PEER: GraphPeer = {
  vendor: 'cyclone',
  address: '127.0.0.1:7410',
  nodes_acknowledged: 50,
  acknowledged: true,
  acknowledged_after_s: 0.2,
};

function reading(over: Partial<GraphHostReading> = {}): GraphHostReading {
  return {
    nodes_asked: 50,
    nodes_announced: 50,
    fully_acknowledged: true,
    peers: [PEER],
    resends: 0,
    unanswered_heartbeats: 0,
    requests_answered: 0,
    values_sent: 0,
    cpu_s: 1,
    uptime_s: 10,
    rss_kib: 60_000,
    ...over,
  };
}

describe('acknowledgementProblem', () => {
  it('is silent on a graph that everybody has', () => {
    expect(acknowledgementProblem(reading())).toBeNull();
  });

  it.each([
    [{ peers: [] }, /no DDS participant/],
    [
      { peers: [PEER, { ...PEER, address: '127.0.0.1:7412', acknowledged: false, nodes_acknowledged: 31 }] },
      /50 nodes asked, 50 announced; acknowledged: 31 by cyclone at 127\.0\.0\.1:7412/,
    ],
    [{ nodes_announced: 20 }, /50 nodes asked, 20 announced/],
    [{}, /guid prefix/],
  ])('says what is missing', (over, says) => {
    expect(acknowledgementProblem(reading({ ...over, fully_acknowledged: false }))).toMatch(says);
  });
});

describe('busyProblem', () => {
  const after = (cpuS: number, over: Partial<GraphHostReading> = {}): GraphHostReading =>
    reading({ uptime_s: 20, cpu_s: 1 + cpuS, ...over });

  it.each([
    ['at rest', after(0.1), false],
    ['that was asked for values', after(1.5, { values_sent: 300 }), false],
    ['that churned', after(1.5), true],
  ])('is silent on a host %s', (_, end, churned) => {
    expect(busyProblem(reading(), end, churned)).toBeNull();
  });

  it.each([
    ['without a cause', after(0.5), false, /0\.050 core, more than 0\.02/],
    [
      'even for one that works',
      after(3, { requests_answered: 9, resends: 4 }),
      false,
      /0\.300.*9 req.*4 sam/,
    ],
    ['even for churn', after(3), true, /0\.300 core, more than 0\.2/],
  ])('fires %s', (_, end, churned, says) => {
    expect(busyProblem(reading(), end, churned)).toMatch(says);
  });
});

describe('graphHostRecord', () => {
  it('takes differences over the window, and the slowest reader', () => {
    const slow = { ...PEER, nodes_acknowledged: 49, acknowledged_after_s: 3 };
    const record = graphHostRecord(
      { kind: 'dds', hostPid: 5 },
      reading({ peers: [PEER, slow], resends: 2 }),
      reading({ uptime_s: 20, cpu_s: 1.01, resends: 2, rss_kib: 61_000 }),
    );
    expect(record).toMatchObject({
      kind: 'dds',
      pid: 5,
      rss_kib: 61_000,
      nodes_acknowledged: 49,
      acknowledged_after_s: 3,
      resends: 0,
    });
    expect(record.cpu_cores).toBeCloseTo(0.001);
  });

  it('knows nothing of a host without counters', () => {
    expect(graphHostRecord({ kind: 'command', hostPid: null }, null, null)).toMatchObject({
      kind: 'command',
      cpu_cores: null,
      resends: null,
    });
  });
});

describe('readingFrom', () => {
  const answer = {
    ...reading(),
    rss_bytes: 1024 * 60_000,
    peers: [{ ...PEER, acknowledged_after_s: null }],
  };

  it('reads what the host answers', () => {
    expect(readingFrom(answer)).toEqual(reading({ peers: [{ ...PEER, acknowledged_after_s: null }] }));
  });

  it.each([
    null,
    {},
    { ...answer, cpu_s: '1' },
    { ...answer, peers: [{}] },
    { ...answer, resends: undefined },
  ])('never takes what is missing for zero', (broken) => {
    expect(() => readingFrom(broken)).toThrow(TypeError);
  });
});
