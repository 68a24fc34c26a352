#!/usr/bin/env node
// Do the percentiles tell what a client on the schedule would have met? Each generator meets a fresh reference gateway with
// delays of a known distribution and a stall of 1 s in every 10 s. The gateway's own log gives the truth for requests due
// every 1/rate seconds: its queueing, the service it intended, and by how much it was late itself; to that comes what the wire
// saw of the very same requests beside the log (a server reads before its log begins), and what curl pays beside the wire.
// Gateways are warm before a generator meets them; ours warms itself up, too, as it does in every lane.
//
//   npx nx run-many -t build -p @medkit-bench/load-generator,@medkit-bench/reference-gateway
//   node tools/bench/load/truth.js [--seconds 30] [--rate 320] [--workers 32] [--only NAME]
//
// wrk and hey are taken along when installed (apt-get install wrk hey); curl is needed, and root with tshark to see the wire.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { has, table } from './children.js';
import { clientFloor } from './client-floor.js';
import { startGateway } from './known-gateway.js';
import { autocannonRun, heyRun, loadGenerator, runUnder, wrkRun } from './tools.js';
import { truthOf } from './truth-of-log.js';
import { canSeeWire, excessOf, watchWire } from './wire.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
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
/** Seconds of load before anything counts. */
const WARMUP_S = 3;
const pin = availableParallelism() > 1 && has('taskset');
const on = (cpu) => (pin ? ['taskset', '-c', String(cpu)] : []);

const settings = { rate, workers, seconds };
const warm = ['--warmup', WARMUP_S];
const ours = (...extra) => ({
  floor: 'kept',
  warmupS: WARMUP_S,
  act: (url) => loadGenerator(url, { ...settings, extra: [...warm, ...extra] }),
});
const other = (act) => ({ floor: 'kept', warmupS: 0, act: (url) => act(url, settings) });
const contenders = Object.entries({
  'load-generator, keep-alive': ours(),
  'load-generator, new connections': { ...ours('--connections', 'new'), floor: 'fresh' },
  'load-generator, closed loop': ours('--loop', 'closed'),
  'autocannon -R': other(autocannonRun),
  'hey -q': other(heyRun),
  'wrk (unpaced)': other(wrkRun),
}).filter(([name]) => values.only === undefined || name.includes(values.only));
if (contenders.length === 0) {
  console.error(`no generator's name holds '${values.only}'`);
  process.exit(2);
}

/** What a generator said and what its gateway logged of it; null when the program is not installed. */
async function meet({ act, warmupS }) {
  const gateway = await startGateway(MODEL, on(0));
  try {
    const url = `${gateway.origin}/api/v1/health`;
    await loadGenerator(url, { ...settings, seconds: WARMUP_S });
    const sinceMs = Number(process.hrtime.bigint()) / 1e6;
    const wire = canSeeWire() ? await watchWire(new URL(url).port, on(0)) : null;
    const report = await act(url);
    const seen = await wire?.exchanges();
    if (report === null) return null;
    const log = await gateway.takeLog();
    const own = log.rows
      .filter((row) => row.arrived_ms >= sinceMs)
      .sort((a, b) => a.arrived_ms - b.arrived_ms);
    const logged = own.map((row) => row.end_ms - row.arrived_ms);
    const beforeLogMs = seen === undefined ? logged.map(() => 0) : excessOf(seen, logged);
    const told = own.map((row, i) => ({ ...row, before_log_ms: beforeLogMs[i] }));
    const firstMs = own[0].arrived_ms + warmupS * 1000 - 0.5e3 / rate;
    return { report, log: { ...log, rows: told.filter((row) => row.arrived_ms >= firstMs) } };
  } finally {
    await gateway.stop();
  }
}

const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;

function cell(measured, truth) {
  if (measured === null) return 'not told';
  const off = measured - truth;
  const verdict = Math.abs(off) <= Math.max(0.02 * truth, 0.3) ? '' : ' **off**';
  const sign = off >= 0 ? '+' : '';
  const shares = `${sign}${off.toFixed(2)}, ${sign}${((100 * off) / truth).toFixed(1)} %`;
  return `${measured.toFixed(1)} of ${truth.toFixed(1)} (${shares})${verdict}`;
}

runUnder(on(1));
const floorNow = (connections) => clientFloor({ ...MODEL, stall_every_s: 0 }, on, connections);
const rows = [];
const records = [];
for (const [name, contender] of contenders) {
  // Before and after: a host that others share is not always as quick.
  const before = await floorNow(contender.floor);
  const met = await meet(contender);
  if (met === null) continue;
  const clientMs = [...before, ...(await floorNow(contender.floor))];
  const { report, log } = met;
  const beforeLogMs = mean(log.rows.map((row) => row.before_log_ms));
  const truth = truthOf(log, { rate, seconds, clientMs });
  records.push({ name, report: { ...report, result: undefined }, clientMs, beforeLogMs, truth });
  rows.push({
    generator: name,
    'curl, ms': mean(clientMs).toFixed(2),
    'before the log, ms': canSeeWire() ? beforeLogMs.toFixed(2) : 'unknown',
    requests: `${report.count} of ${Math.round(rate * seconds)}`,
    ...Object.fromEntries(KEYS.map((key) => [key, cell(report[key], truth[key])])),
  });
  console.error(`${name} done`);
}
console.log(
  `${rate}/s on ${workers} clients for ${seconds} s; ms measured of ms true; off: over 2 % and over 0.3 ms.
curl: what it pays beside what ${canSeeWire() ? 'the wire sees' : 'the server logs'}, means of runs before and after.\n`,
);
console.log(values.json ? JSON.stringify(records, null, 2) : table(rows));
