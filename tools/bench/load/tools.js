// The generators under comparison: how each is called and how its report is read. Latencies in ms, null if not told.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { has, run } from './children.js';

const root = resolve(import.meta.dirname, '../../..');
const ours = join(root, 'packages/load-generator/bin/load-generator.js');
const autocannon = createRequire(join(root, 'packages/load-generator/package.json')).resolve(
  'autocannon/autocannon.js',
);

/** A program to put before each command, such as `taskset -c 1`. */
let prefix = [];
export function runUnder(command) {
  prefix = command;
}

async function start(program, args) {
  const [first, ...rest] = [...prefix, program, ...args];
  return run(first, rest);
}

/** Ours; `extra` are further options. */
export async function loadGenerator(url, { rate, workers, seconds, extra = [] }) {
  const { origin, pathname } = new URL(url);
  const args = [
    '--base-url',
    origin,
    '--paths',
    pathname,
    '--rate',
    rate,
    '--workers',
    workers,
    '--duration',
    seconds,
    ...extra,
  ];
  const { out, cpuS, wallS } = await start(process.execPath, [ours, ...args.map(String)]);
  const result = JSON.parse(out);
  const {
    request_count: count,
    error_count: errors,
    p50_ms: p50,
    p95_ms: p95,
    p99_ms: p99,
    max_ms: max,
  } = result;
  return { count, errors, p50, p95, p99, max, cpuS, wallS, result };
}

/** autocannon has no p95; 97.5 % is its nearest and is not shown as one. */
export async function autocannonRun(url, { rate, workers, seconds }) {
  const pace = rate === 0 ? [] : ['-R', rate];
  const args = ['-j', '-n', '-c', workers, '-d', seconds, ...pace, url];
  const { out, cpuS, wallS } = await start(process.execPath, [autocannon, ...args.map(String)]);
  const { requests, latency, errors, non2xx } = JSON.parse(out);
  return {
    count: requests.total,
    errors: errors + non2xx,
    p50: latency.p50,
    p95: null,
    p99: latency.p99,
    max: latency.max,
    cpuS,
    wallS,
  };
}

const WRK_REPORT = `done = function(summary, latency)
  io.write(string.format("REPORT %d %d %f %f %f %f", summary.requests, summary.errors.status + summary.errors.read + summary.errors.timeout,
    latency:percentile(50), latency:percentile(95), latency:percentile(99), latency.max))
end`;

/** wrk knows no rate: as fast as answers come on `workers` connections. */
export async function wrkRun(url, { workers, seconds }) {
  if (!has('wrk')) return null;
  const dir = mkdtempSync(join(tmpdir(), 'bench-load-'));
  try {
    const script = join(dir, 'report.lua');
    writeFileSync(script, WRK_REPORT);
    const args = ['-t', 1, '-c', workers, '-d', `${seconds}s`, '--timeout', '10s', '-s', script, url];
    const { out, cpuS, wallS } = await start('wrk', args.map(String));
    const [count, errors, p50, p95, p99, max] = /REPORT (.*)/.exec(out)[1].split(' ').map(Number);
    return { count, errors, p50: p50 / 1000, p95: p95 / 1000, p99: p99 / 1000, max: max / 1000, cpuS, wallS };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** hey paces each worker by itself; `rate` is divided among them. */
export async function heyRun(url, { rate, workers, seconds, fresh = false }) {
  if (!has('hey')) return null;
  const pace = rate === 0 ? [] : ['-q', rate / workers];
  const args = [
    '-c',
    workers,
    '-z',
    `${seconds}s`,
    '-o',
    'csv',
    ...pace,
    ...(fresh ? ['-disable-keepalive'] : []),
    url,
  ];
  const { out, cpuS, wallS } = await start('hey', args.map(String));
  const lines = out.trim().split('\n').slice(1);
  const times = lines.map((line) => Number(line.split(',')[0]) * 1000).sort((a, b) => a - b);
  const at = (percent) => times[Math.max(0, Math.ceil((percent / 100) * times.length) - 1)];
  return {
    count: times.length,
    errors: 0,
    p50: at(50),
    p95: at(95),
    p99: at(99),
    max: times.at(-1),
    cpuS,
    wallS,
  };
}
