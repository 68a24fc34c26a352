#!/usr/bin/env node
// Do the percentiles tell what a client on the schedule would have met? Each generator meets a fresh reference gateway with
// delays of a known distribution and a stall of 1 s in every 10 s. The gateway's own log gives the truth for requests due
// every 1/rate seconds: its queueing, the service it intended, and by how much it was late itself.
//
//   npx nx run-many -t build -p @medkit-bench/load-generator,@medkit-bench/reference-gateway
//   node tools/bench/load/truth.js [--seconds 40] [--rate 320] [--workers 32] [--only NAME]
//
// wrk and hey are taken along when installed (apt-get install wrk hey).
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { has, table } from './children.js';
import { startGateway } from './known-gateway.js';
import { autocannonRun, heyRun, loadGenerator, runUnder, wrkRun } from './tools.js';
import { truthOf } from './truth-of-log.js';

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
const MODEL = {
  delay_distribution: 'lognormal',
  delay_ms: 12,
  delay_spread: 0.6,
  stall_every_s: 10,
  stall_s: 1,
};
const pin = availableParallelism() > 1 && has('taskset');
const on = (cpu) => (pin ? ['taskset', '-c', String(cpu)] : []);

const settings = { rate, workers, seconds };
const contenders = [
  ['load-generator, keep-alive', (url) => loadGenerator(url, settings)],
  [
    'load-generator, new connections',
    (url) => loadGenerator(url, { ...settings, extra: ['--connections', 'new'] }),
  ],
  ['load-generator, closed loop', (url) => loadGenerator(url, { ...settings, extra: ['--loop', 'closed'] })],
  ['autocannon -R', (url) => autocannonRun(url, settings)],
  ['hey -q', (url) => heyRun(url, settings)],
  ['wrk (unpaced)', (url) => wrkRun(url, settings)],
].filter(([name]) => values.only === undefined || name.includes(values.only));

/** What a generator said and what its gateway logged; null when the program is not installed. */
async function meet(act) {
  const gateway = await startGateway(MODEL, on(0));
  try {
    const report = await act(`${gateway.origin}/api/v1/health`);
    return report === null ? null : { report, log: await gateway.takeLog() };
  } finally {
    await gateway.stop();
  }
}

function cell(measured, truth) {
  if (measured === null) return 'not told';
  const off = measured - truth;
  const verdict = Math.abs(off) <= Math.max(0.02 * truth, 0.3) ? '' : ' **off**';
  const sign = off >= 0 ? '+' : '';
  const shares = `${sign}${off.toFixed(2)}, ${sign}${((100 * off) / truth).toFixed(1)} %`;
  return `${measured.toFixed(1)} of ${truth.toFixed(1)} (${shares})${verdict}`;
}

runUnder(on(1));
const rows = [];
const records = [];
for (const [name, act] of contenders) {
  const met = await meet(act);
  if (met === null) continue;
  const { report, log } = met;
  const truth = truthOf(log, { rate, seconds });
  records.push({ name, report: { ...report, result: undefined }, truth });
  rows.push({
    generator: name,
    requests: `${report.count} of ${Math.round(rate * seconds)}`,
    ...Object.fromEntries(KEYS.map((key) => [key, cell(report[key], truth[key])])),
  });
  console.error(`${name} done`);
}
console.log(
  `${rate}/s on ${workers} clients for ${seconds} s; ms measured of ms true; off: over 2 % and over 0.3 ms\n`,
);
console.log(values.json ? JSON.stringify(records, null, 2) : table(rows));
