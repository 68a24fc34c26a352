#!/usr/bin/env node
// Do the percentiles tell what a client on the schedule would have met? A server with known delays and a stall of
// 1 s in every 10 s logs each request; the truth is computed from that log for requests due every 1/rate seconds.
//
//   npx nx build @medkit-bench/load-generator && node tools/bench/load/truth.js [--seconds 40] [--rate 320] [--workers 32]
//
// wrk and hey are taken along when installed (apt-get install wrk hey).
import { parseArgs } from 'node:util';
import { startServer, table } from './children.js';
import { autocannonRun, heyRun, loadGenerator, wrkRun } from './tools.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '40' },
    rate: { type: 'string', default: '320' },
    workers: { type: 'string', default: '32' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const rate = Number(values.rate);
const workers = Number(values.workers);
const KEYS = ['p50', 'p95', 'p99', 'max'];

/** Nearest rank of an unsorted list. */
function percentiles(list) {
  const sorted = [...list].sort((a, b) => a - b);
  const at = (percent) => sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  return { p50: at(50), p95: at(95), p99: at(99), max: sorted.at(-1) };
}

/** What requests due every 1/rate seconds would have met: the rest of a stall, and the delays this run saw. */
function truthOf({ settings, log }) {
  const every = settings.stallEveryS * 1000;
  const stallMs = settings.stallS * 1000;
  const restOfStall = (at) => {
    const within = at % every;
    return within >= every - stallMs ? every - within : 0;
  };
  const byArrival = [...log].sort((a, b) => a[0] - b[0]);
  const held = byArrival.map(([arrival, end]) => end - arrival - restOfStall(arrival));
  const due = Array.from({ length: Math.round(rate * seconds) }, (_, i) => (i * 1000) / rate);
  return percentiles(due.map((at, i) => restOfStall(at) + held[i % held.length]));
}

const server = await startServer(process.execPath, [new URL('./stall-server.js', import.meta.url).pathname]);
const url = `http://127.0.0.1:${server.port}/x`;
const takeLog = async () => (await fetch(`http://127.0.0.1:${server.port}/__log`)).json();

const settings = { rate, workers, seconds };
const contenders = [
  ['load-generator, keep-alive', () => loadGenerator(url, settings)],
  [
    'load-generator, new connections',
    () => loadGenerator(url, { ...settings, extra: ['--connections', 'new'] }),
  ],
  ['load-generator, closed loop', () => loadGenerator(url, { ...settings, extra: ['--loop', 'closed'] })],
  ['autocannon -R', () => autocannonRun(url, settings)],
  ['hey -q', () => heyRun(url, settings)],
  ['wrk (unpaced)', () => wrkRun(url, settings)],
].filter(([name]) => values.only === undefined || name.includes(values.only));

const rows = [];
const records = [];
try {
  for (const [name, act] of contenders) {
    await takeLog();
    const report = await act();
    if (report === null) continue;
    const truth = truthOf(await takeLog());
    records.push({ name, report: { ...report, result: undefined }, truth });
    const cells = KEYS.map((key) => {
      const measured = report[key];
      if (measured === null) return [key, 'not told'];
      const off = measured - truth[key];
      const verdict = Math.abs(off) <= Math.max(0.02 * truth[key], 0.3) ? '' : ' **off**';
      return [
        key,
        `${measured.toFixed(1)} of ${truth[key].toFixed(1)} (${off >= 0 ? '+' : ''}${((100 * off) / truth[key]).toFixed(1)} %)${verdict}`,
      ];
    });
    rows.push({
      generator: name,
      requests: `${report.count} of ${Math.round(rate * seconds)}`,
      ...Object.fromEntries(cells),
    });
    console.error(`${name} done`);
  }
} finally {
  await server.stop();
}
console.log(
  `${rate}/s on ${workers} clients for ${seconds} s; ms measured of ms true; off: over 2 % and over 0.3 ms\n`,
);
console.log(values.json ? JSON.stringify(records, null, 2) : table(rows));
