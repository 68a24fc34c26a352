#!/usr/bin/env node
// What a graph of N nodes costs its host, and how long it takes until bare DDS peers have acknowledged all of it.
//
//   node tools/bench/dds/scale.js [--nodes 10,100,1000,5000] [--peers cyclone,fastdds] [--networks multicast,unicast]
//                                 [--shape full|lite] [--idle-seconds 8] [--json FILE]
//
// Needs cyclonedds-dev, cyclonedds-tools, libfastrtps-dev, gcc, g++, iproute2 and util-linux; runs in a network namespace
// of its own where that is allowed. Each figure is of one fresh host and one fresh peer, on loopback.
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { printTable } from '../../proofs/bench.js';
import { readyPeer, seesExactly, withLab } from '../../proofs/dds-lab.js';

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '10,100,1000,5000' },
    peers: { type: 'string', default: 'cyclone,fastdds' },
    networks: { type: 'string', default: 'multicast,unicast' },
    shape: { type: 'string', default: 'full' },
    'idle-seconds': { type: 'string', default: '8' },
    'nodes-per-participant': { type: 'string', default: '100' },
    json: { type: 'string' },
  },
});
const idleS = Number(values['idle-seconds']);
// A lite node is its plan alone: two topics, and a service with its two endpoints.
const ENDPOINTS = { full: { writers: 12, readers: 9 }, lite: { writers: 3, readers: 1 } };

async function figures(lab, kind, network, nodes) {
  const peer = await readyPeer(lab, kind, network);
  const perParticipant = Number(values['nodes-per-participant']);
  const host = lab.host([
    ...['--nodes', String(nodes), '--shape', values.shape],
    ...['--nodes-per-participant', String(perParticipant)],
    ...(network === 'unicast' ? ['--no-multicast'] : []),
  ]);
  const startedAt = performance.now();
  await host.until((line) => line.event === 'acknowledged' && line.nodes_announced === nodes, 120_000);
  const wholeS = (performance.now() - startedAt) / 1000;
  const acknowledged = await host.ask({ command: 'stats' });
  const participants = Math.max(1, Math.ceil(nodes / perParticipant));
  const wanted = seesExactly(nodes, participants, ENDPOINTS[values.shape]);
  const exact = await peer.until(wanted, 10_000).then(
    () => true,
    () => false,
  );
  await sleep(1000);
  const before = await host.ask({ command: 'stats' });
  await sleep(idleS * 1000);
  const after = await host.ask({ command: 'stats' });
  await lab.endAll();
  return {
    peer: kind,
    network,
    nodes,
    endpoints: acknowledged.endpoints,
    exact,
    acknowledged_s: Math.max(...acknowledged.peers.map((one) => one.acknowledged_after_s)),
    start_to_acknowledged_s: wholeS,
    cpu_s: acknowledged.cpu_s,
    rss_mb: acknowledged.rss_bytes / 1e6,
    rss_idle_mb: after.rss_bytes / 1e6,
    idle_cores: (after.cpu_s - before.cpu_s) / (after.uptime_s - before.uptime_s),
    resends: after.resends,
    unanswered_heartbeats: after.unanswered_heartbeats,
  };
}

const rows = await withLab(900, async (lab) => {
  const found = [];
  for (const kind of values.peers.split(',')) {
    for (const network of values.networks.split(',')) {
      for (const nodes of values.nodes.split(',').map(Number)) {
        try {
          found.push(await figures(lab, kind, network, nodes));
        } catch (error) {
          found.push({ peer: kind, network, nodes, failure: error.message });
          await lab.endAll();
        }
        console.error(JSON.stringify(found.at(-1)));
      }
    }
  }
  return found;
});
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
printTable(
  [
    ...[
      'peer',
      'network',
      'nodes',
      'endpoints',
      'counts exact',
      'acknowledged s',
      'process start to there s',
    ],
    ...['host CPU s', 'host RSS MB', 'RSS idle MB', 'idle core', 'resends', 'heartbeats unanswered'],
  ],
  rows.map((row) =>
    row.failure === undefined
      ? [
          ...[row.peer, row.network, row.nodes, row.endpoints, row.exact ? 'yes' : '**no**'],
          ...[row.acknowledged_s.toFixed(2), row.start_to_acknowledged_s.toFixed(2), row.cpu_s.toFixed(2)],
          ...[row.rss_mb.toFixed(0), row.rss_idle_mb.toFixed(0), row.idle_cores.toFixed(4)],
          ...[row.resends, row.unanswered_heartbeats],
        ]
      : [row.peer, row.network, row.nodes, `failed: ${row.failure.split('\n')[0]}`, ...Array(9).fill('')],
  ),
);
if (rows.some((row) => row.failure !== undefined || !row.exact)) process.exitCode = 1;
