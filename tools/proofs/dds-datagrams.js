#!/usr/bin/env node
// One million mutated datagrams into a host, one million into a recorder (in process, with the collector called before each
// reading), and one million over UDP into the real program: none may end it, and none may make it grow.
//
//   node tools/proofs/dds-datagrams.js [--count 1000000] [--only host,recorder,process]
//
// The seeds are every datagram of a small discovery, both ways; each is flipped, cut, repeated or stretched 1 to 4 times.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { resolve } from 'node:path';
import { printTable } from './bench.js';
import { importSource } from './dds-lab.js';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000000' },
    only: { type: 'string', default: 'host,recorder,process' },
  },
});
const count = Number(values.count);
// Made-up strangers are remembered for their leases, 300 s at most, so that memory is level after the first half (500 s);
// more than this from there to the end is called growth.
const MOST_HEAP_GROWTH_BYTES = 1e6;
const MOST_RSS_GROWTH_BYTES = 8e6;
const BIN = resolve(import.meta.dirname, '../../packages/dds-graph-host/bin/dds-graph-host.js');

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const { victim, torment, mutate, seedDatagrams } = await importSource('victim.ts');
const seeds = seedDatagrams();

// Buffers are let go of a little after the collector found them unused.
async function heapBytes() {
  for (let i = 0; i < 3; i++) {
    collect();
    await sleep(20);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function inProcess(who) {
  const tormented = victim(who === 'recorder');
  const step = Math.ceil(count / 10);
  const readings = [];
  let thrown = null;
  for (let done = 0; done < count && thrown === null; done += step) {
    try {
      torment(tormented, Math.min(step, count - done), seeds, 100);
    } catch (error) {
      thrown = error;
    }
    readings.push(await heapBytes());
  }
  const { counters, directory, participants } = tormented.engine;
  const nodes = participants.reduce((sum, participant) => sum + participant.nodes.length, 0);
  // Strangers end with their leases; what is left then is what was really kept.
  tormented.network.run(tormented.network.now() + 400_000);
  const rest = await heapBytes();
  const growth = readings.at(-1) - readings[4];
  return {
    row: [
      ...[who, counters.datagrams, counters.malformed, thrown === null ? 'none' : thrown.message],
      ...[readings[4], readings.at(-1), rest].map((bytes) => (bytes / 1e6).toFixed(2)),
      `${(growth / 1e6).toFixed(2)} (at most ${MOST_HEAP_GROWTH_BYTES / 1e6})`,
    ],
    ok: thrown === null && nodes === 6 && directory.peers.size === 0 && growth < MOST_HEAP_GROWTH_BYTES,
  };
}

async function overUdp() {
  const domain = 150 + (process.pid % 60);
  const arguments_ = ['--nodes', '6', '--no-multicast', '--domain', String(domain), '--json', '--stdin'];
  const child = spawn(process.execPath, [BIN, ...arguments_], { stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += chunk));
  const ended = new Promise((done) => child.once('exit', done));
  process.once('exit', () => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (event) => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`the host ended: ${errors.slice(-500)}`);
      const line = JSON.parse(value);
      if (line.event === event) return line;
    }
  };
  const stats = async () => {
    child.stdin.write('{"command":"stats"}\n');
    return (await next('answer')).result;
  };
  const [address, port] = (await next('started')).addresses.unicast.split(':');
  const socket = createSocket('udp4');
  const { network } = victim(false, 17);
  const random = () => network.random();
  const rss = [];
  // What overruns the socket's buffer is lost: it goes on until the host has taken that many in.
  let taken = 0;
  while (taken < count) {
    for (let burst = 0; burst < 50; burst++) {
      for (let i = 0; i < 100; i++) {
        const seed = seeds[Math.floor(random() * seeds.length)];
        socket.send(mutate(seed, random), Number(port), address);
      }
      await new Promise((done) => setImmediate(done));
    }
    const { intake, rss_bytes: now } = await stats();
    taken = intake.datagrams;
    while (rss.length < 10 && taken >= ((rss.length + 1) * count) / 10) rss.push(now);
  }
  await sleep(1000);
  const last = await stats();
  rss.push(last.rss_bytes);
  child.stdin.write('{"command":"stop"}\n');
  const code = await ended;
  socket.close();
  const growth = rss.at(-1) - rss[4];
  return {
    row: [
      ...[
        'program (RSS)',
        last.intake.datagrams,
        last.intake.malformed,
        code === 0 ? 'none' : `exit ${code}`,
      ],
      ...[(rss[4] / 1e6).toFixed(2), (rss.at(-1) / 1e6).toFixed(2), ''],
      `${(growth / 1e6).toFixed(2)} (at most ${MOST_RSS_GROWTH_BYTES / 1e6})`,
    ],
    ok: code === 0 && last.nodes_announced === 6 && growth < MOST_RSS_GROWTH_BYTES,
  };
}

const results = [];
for (const who of values.only.split(','))
  results.push(who === 'process' ? await overUdp() : await inProcess(who));
printTable(
  [
    ...['into', 'datagrams taken in', 'of them malformed', 'exceptions', 'MB half-way', 'MB at the end'],
    ...['MB after all leases', 'growth MB'],
  ],
  results.map(({ row }) => row),
);
if (!results.every(({ ok }) => ok)) {
  console.error('NOT AS IT SHOULD BE: see the table');
  process.exitCode = 1;
}
