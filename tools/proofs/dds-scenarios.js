#!/usr/bin/env node
// What happens to a large graph, seen by real DDS peers: added to, reduced, churned, met late, met again, killed, ended.
// Each step is over when the peer's own counts of participants, writers, readers and nodes are exactly right.
//
//   node tools/proofs/dds-scenarios.js [--nodes 5000] [--change 100] [--peers cyclone,fastdds] [--networks multicast,unicast]
//                                      [--nodes-per-participant 100] [--capture yes]
//
// --capture yes also records each run on the wire and lets tshark look for malformed packets (needs tshark).
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { printTable } from './bench.js';
import { readyPeer, withLab } from './dds-lab.js';

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '5000' },
    change: { type: 'string', default: '100' },
    peers: { type: 'string', default: 'cyclone,fastdds' },
    networks: { type: 'string', default: 'multicast,unicast' },
    'nodes-per-participant': { type: 'string', default: '100' },
    capture: { type: 'string', default: 'no' },
  },
});
const [nodes, change] = [Number(values.nodes), Number(values.change)];
const PER_PARTICIPANT = Number(values['nodes-per-participant']);
const LEASE_S = 6;
const TIMEOUT_MS = 60_000;

const exactly = (n, participants) => (line) =>
  line.participants === participants &&
  line.nodes === n &&
  line.writers === 12 * n + participants &&
  line.readers === 9 * n;
const participantsOf = (n) => Math.max(1, Math.ceil(n / PER_PARTICIPANT));
const gone = (line) => line.participants === 0 && line.writers === 0 && line.readers === 0;

/** The scenarios in the order in which one host lives through them; each resolves when the peer's counts are right. */
async function liveThrough(lab, kind, network, told) {
  const startHost = (...more) =>
    lab.host([
      ...['--nodes', String(nodes), '--nodes-per-participant', String(PER_PARTICIPANT)],
      ...(network === 'unicast' ? ['--no-multicast'] : []),
      ...more,
    ]);
  const step = async (name, act) => {
    const startMs = performance.now();
    const { peer, test } = await act();
    try {
      await peer.until(test, TIMEOUT_MS, Math.max(0, peer.lines.length - 1));
      told(name, (performance.now() - startMs) / 1000);
    } catch (error) {
      told(name, null, error.message);
    }
  };
  let peer = await readyPeer(lab, kind, network);
  let host;
  await step(`${nodes} nodes appear`, () => {
    host = startHost();
    return { peer, test: exactly(nodes, participantsOf(nodes)) };
  });
  await step(`${change} nodes added`, async () => {
    await host.ask({ command: 'add', count: change });
    return { peer, test: exactly(nodes + change, participantsOf(nodes + change)) };
  });
  await step(`${change} nodes removed`, async () => {
    await host.ask({ command: 'remove', count: change });
    return { peer, test: exactly(nodes, participantsOf(nodes)) };
  });
  await step('after 5 s of churn, 10 nodes each second', async () => {
    await host.ask({ command: 'churn', count: 10, every_s: 1 });
    await sleep(5500);
    await host.ask({ command: 'churn', stop: true });
    const { participants } = await host.ask({ command: 'stats' });
    return { peer, test: exactly(nodes, participants) };
  });
  const { participants } = await host.ask({ command: 'stats' });
  let late;
  await step('a peer that comes late', async () => {
    late = await readyPeer(lab, kind, network);
    // The first peer's own endpoints are in its view too: only nodes can be told apart.
    return { peer: late, test: (line) => line.nodes === nodes };
  });
  await Promise.all([late.end('SIGKILL'), peer.end('SIGKILL')]);
  await step('the peer killed and started again', async () => {
    peer = await readyPeer(lab, kind, network);
    return { peer, test: exactly(nodes, participants) };
  });
  await step('the host ends politely: all gone', () => {
    host.send({ command: 'stop' });
    return { peer, test: gone };
  });
  await lab.endAll();
  peer = await readyPeer(lab, kind, network);
  host = startHost('--lease', String(LEASE_S));
  await peer.until(exactly(nodes, participantsOf(nodes)), TIMEOUT_MS);
  await step(`the host killed (lease ${LEASE_S} s): all gone`, async () => {
    await host.end('SIGKILL');
    return { peer, test: gone };
  });
  await lab.endAll();
}

/** Packets, kinds of submessages, and what tshark calls malformed or an error, of one capture file. */
function judge(file) {
  const fields = ['rtps.sm.id', '_ws.malformed', '_ws.expert.severity'].flatMap((field) => ['-e', field]);
  const options = { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] };
  const text = execFileSync('tshark', ['-r', file, '-T', 'fields', ...fields], options);
  const packets = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  const submessages = packets.flatMap(([ids = '']) => ids.split(',').filter((id) => id !== ''));
  // Severities of expert notes: 8388608 is an error.
  const bad = packets.filter(
    ([, malformed = '', severity = '']) => malformed !== '' || severity.includes('8388608'),
  );
  return {
    packets: packets.length,
    submessages: submessages.length,
    kinds: [...new Set(submessages)].sort(),
    malformed: bad.length,
  };
}

async function captured(lab, body) {
  if (values.capture !== 'yes') return { result: await body(), capture: null };
  const file = lab.path('capture.pcap');
  const capture = lab.start('tshark', ['-i', 'lo', '-B', '64', '-w', file, '-q']);
  await sleep(1500);
  lab.keep(capture);
  const result = await body();
  await sleep(500);
  await capture.end('SIGINT');
  const judged = judge(file);
  rmSync(file);
  return { result, capture: judged };
}

let failed = false;
const rows = [];
const captures = [];
await withLab(1800, async (lab) => {
  for (const kind of values.peers.split(',')) {
    for (const network of values.networks.split(',')) {
      const { capture } = await captured(lab, () =>
        liveThrough(lab, kind, network, (name, seconds, error) => {
          rows.push([
            name,
            kind,
            network,
            seconds === null ? `**not in ${TIMEOUT_MS / 1000} s**` : seconds.toFixed(2),
          ]);
          console.error(rows.at(-1).join(' | '), error ?? '');
          failed ||= seconds === null;
        }),
      );
      if (capture === null) continue;
      const { packets, submessages, kinds, malformed } = capture;
      captures.push([kind, network, packets, submessages, kinds.join(' '), malformed]);
      failed ||= malformed > 0 || packets < 100;
    }
  }
});
const columns = [...new Set(rows.map(([, kind, network]) => `${kind}, ${network}`))];
const names = [...new Set(rows.map(([name]) => name))];
printTable(
  [`seconds until the counts are exact (${nodes} nodes)`, ...columns],
  names.map((name) => [
    name,
    ...columns.map((column) => rows.find(([n, k, w]) => n === name && `${k}, ${w}` === column)?.[3] ?? ''),
  ]),
);
if (captures.length > 0) {
  console.log('');
  printTable(['peer', 'network', 'packets', 'submessages', 'kinds', 'malformed or in error'], captures);
}
if (failed) process.exitCode = 1;
