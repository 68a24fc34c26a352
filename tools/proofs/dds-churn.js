#!/usr/bin/env node
// A graph that keeps changing, watched by real DDS peers: nothing may drift away.
//
//   node tools/proofs/dds-churn.js [--duration-s 600] [--nodes 50] [--count 10] [--every-s 2] [--peers cyclone,fastdds]
//
// One host and one bare peer for each middleware, in domains of their own, side by side. Every 10 s the peer's counts of
// participants, writers, readers and nodes are held against the host's; host and peer memory are read from /proc.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { printTable } from './bench.js';
import { withLab } from './dds-lab.js';

const { values } = parseArgs({
  options: {
    'duration-s': { type: 'string', default: '600' },
    nodes: { type: 'string', default: '50' },
    count: { type: 'string', default: '10' },
    'every-s': { type: 'string', default: '2' },
    peers: { type: 'string', default: 'cyclone,fastdds' },
  },
});
const [durationS, nodes, count, everyS] = ['duration-s', 'nodes', 'count', 'every-s'].map((name) =>
  Number(values[name]),
);
const CHECK_S = 10;

const rssMb = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))[1]) / 1000;

function agrees(line, { participants }) {
  return (
    line.participants === participants &&
    line.nodes === nodes &&
    line.writers === 12 * nodes + participants &&
    line.readers === 9 * nodes
  );
}

/** Whether the peer comes to have exactly what the host says; in between two changes it must. */
async function settled(host, peer) {
  const until = performance.now() + everyS * 1500;
  for (;;) {
    const stats = await host.ask({ command: 'stats' });
    if (agrees(peer.last, stats)) return { ok: true, stats, line: peer.last };
    if (performance.now() > until) return { ok: false, stats, line: peer.last };
    await sleep(50);
  }
}

async function watched(lab, kind, domain) {
  const peer = lab.peer(kind, [], 'multicast', domain);
  await peer.until((line) => line.ready === true);
  const host = lab.host(['--nodes', String(nodes), '--nodes-per-participant', '10'], domain);
  await host.until((line) => line.event === 'acknowledged');
  const start = await settled(host, peer);
  if (!start.ok) throw new Error(`${kind} never saw the whole graph: ${JSON.stringify(start.line)}`);
  await host.ask({ command: 'churn', count, every_s: everyS });
  const checks = [];
  const startMs = performance.now();
  for (let i = 0; performance.now() - startMs < durationS * 1000; i++) {
    await sleep(Math.max(0, startMs + Math.min(durationS, (i + 1) * CHECK_S) * 1000 - performance.now()));
    const check = await settled(host, peer);
    const tS = (performance.now() - startMs) / 1000;
    checks.push({ tS, ok: check.ok, hostMb: rssMb(host.child.pid), peerMb: rssMb(peer.child.pid) });
    if (!check.ok) console.error(`${kind} at ${tS.toFixed(0)} s: ${JSON.stringify(check.line)}`);
  }
  const report = await host.ask({ command: 'churn', stop: true });
  const end = await settled(host, peer);
  return { kind, checks, report, start, end };
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

function rowOf({ kind, checks, report, start, end }) {
  const fifth = Math.max(1, Math.floor(checks.length / 5));
  const memory = (name) =>
    [checks.slice(fifth, 2 * fifth), checks.slice(-fifth)]
      .map((part) => median(part.map((check) => check[name])).toFixed(1))
      .join(' → ');
  const cores = (end.stats.cpu_s - start.stats.cpu_s) / (end.stats.uptime_s - start.stats.uptime_s);
  return [
    ...[kind, `${report.cycles_done} of ${report.cycles_due}`, report.nodes_replaced],
    ...[`${checks.filter((check) => check.ok).length} of ${checks.length}`, end.ok ? 'exact' : '**differ**'],
    ...[end.stats.resends, end.stats.unanswered_heartbeats, report.worst_late_ms.toFixed(0)],
    ...[cores.toFixed(4), memory('hostMb'), memory('peerMb')],
  ];
}

const results = await withLab(durationS + 300, (lab) =>
  Promise.all(values.peers.split(',').map((kind, i) => watched(lab, kind, lab.domain + i))),
);
console.log(`${count} of ${nodes} nodes replaced every ${everyS} s for ${durationS} s\n`);
printTable(
  [
    ...['peer', 'cycles', 'nodes replaced', 'checks exact', 'counts at the end', 'resends'],
    ...['heartbeats unanswered', 'latest cycle ms', 'host core', 'host RSS MB (2nd → last fifth)'],
    'peer RSS MB (2nd → last fifth)',
  ],
  results.map(rowOf),
);
if (!results.every(({ checks, end }) => end.ok && checks.every((check) => check.ok))) process.exitCode = 1;
