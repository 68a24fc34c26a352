#!/usr/bin/env node
// What the load costs the machine that sends it: requests per CPU-second and highest rate against nginx, unpaced,
// and CPU cores at the heavy level (320/s, 4 event streams). Rounds are interleaved; medians are shown.
//
//   npx nx build @medkit-bench/load-generator && node tools/bench/load/cost.js [--seconds 6] [--rounds 3] [--heavy-seconds 30] [--only unpaced|heavy]
//
// Needs nginx; wrk and hey are taken along when installed. With two processors or more, nginx has one, the generator another.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { has, startServer, table } from './children.js';
import { autocannonRun, heyRun, loadGenerator, runUnder, wrkRun } from './tools.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '3' },
    'heavy-seconds': { type: 'string', default: '30' },
    port: { type: 'string', default: '18932' },
    only: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);
const heavySeconds = Number(values['heavy-seconds']);
const pin = availableParallelism() > 1 && has('taskset');
const on = (cpu) => (pin ? ['taskset', '-c', String(cpu)] : []);

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

async function startNginx(dir) {
  mkdirSync(join(dir, 'root'));
  writeFileSync(join(dir, 'root/x.json'), 'x'.repeat(900));
  const temps = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${dir}/${name};`,
  );
  writeFileSync(
    join(dir, 'nginx.conf'),
    `daemon off; master_process off; worker_processes 1; pid ${dir}/pid; error_log ${dir}/error.log;
events { worker_connections 4096; }
http { access_log off; keepalive_requests 1000000000; ${temps.join(' ')}
  server { listen 127.0.0.1:${values.port}; root ${dir}/root; } }\n`,
  );
  const [program, ...args] = [...on(0), 'nginx', '-e', `${dir}/error.log`, '-c', `${dir}/nginx.conf`];
  const child = spawn(program, args, { stdio: 'inherit' });
  const url = `http://127.0.0.1:${values.port}/x.json`;
  for (let i = 0; ; i += 1) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) break;
    if (i === 50) throw new Error('nginx does not answer');
    await sleep(100);
  }
  return { url, stop: () => new Promise((done) => (child.once('exit', done), child.kill('SIGTERM'))) };
}

async function unpaced(url) {
  const settings = { rate: 0, workers: 32, seconds };
  const contenders = {
    'load-generator': () => loadGenerator(url, { ...settings, extra: ['--loop', 'closed'] }),
    autocannon: () => autocannonRun(url, settings),
    hey: () => heyRun(url, settings),
    wrk: () => wrkRun(url, settings),
    'load-generator, new connections': () =>
      loadGenerator(url, { ...settings, extra: ['--loop', 'closed', '--connections', 'new'] }),
    'hey, new connections': () => heyRun(url, { ...settings, fresh: true }),
  };
  const seen = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, act] of Object.entries(contenders)) {
      const report = await act();
      if (report === null) continue;
      if (report.errors > 0) console.error(`${name}: ${report.errors} errors`);
      (seen[name] ??= []).push({ perCpuS: report.count / report.cpuS, rate: report.count / seconds });
    }
  }
  return Object.entries(seen).map(([name, list]) => ({
    'unpaced, 32 connections': name,
    'requests per CPU-second': Math.round(median(list.map((item) => item.perCpuS))),
    'requests per second': Math.round(median(list.map((item) => item.rate))),
  }));
}

async function heavy(url) {
  const settings = { rate: 320, workers: 32, seconds: heavySeconds };
  const streams = ['--sse', '4', '--sse-path', '/stream'];
  const contenders = {
    'load-generator, keep-alive, 4 streams': () => loadGenerator(url, { ...settings, extra: streams }),
    'load-generator, new connections, 4 streams': () =>
      loadGenerator(url, { ...settings, extra: [...streams, '--connections', 'new'] }),
    'autocannon -R 320': () => autocannonRun(url, settings),
    'hey -q 10': () => heyRun(url, settings),
  };
  const seen = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, act] of Object.entries(contenders)) {
      const report = await act();
      if (report === null) continue;
      (seen[name] ??= []).push({
        whole: report.cpuS / report.wallS,
        window: report.result?.generator.cpu_cores,
        lag: report.result?.latency.generator_lag.p50_ms,
      });
    }
  }
  return Object.entries(seen).map(([name, list]) => ({
    '320/s on 32 connections': name,
    'CPU cores, start-up included': median(list.map((item) => item.whole)).toFixed(3),
    'as it reports': list[0].window === undefined ? '-' : median(list.map((item) => item.window)).toFixed(3),
    'median lag, ms': list[0].lag === undefined ? '-' : median(list.map((item) => item.lag)).toFixed(3),
  }));
}

const dir = mkdtempSync(join(tmpdir(), 'bench-load-cost-'));
try {
  runUnder(on(1));
  if (values.only !== 'heavy') await showUnpaced();
  if (values.only !== 'unpaced') await showHeavy();
} finally {
  rmSync(dir, { recursive: true });
}

async function showUnpaced() {
  const nginx = await startNginx(dir);
  try {
    console.log(`${table(await unpaced(nginx.url))}\n`);
  } finally {
    await nginx.stop();
  }
}

async function showHeavy() {
  const [program, ...args] = [
    ...on(0),
    process.execPath,
    new URL('./stall-server.js', import.meta.url).pathname,
    '{"stallEveryS":0,"delayMs":0,"spreadMs":0}',
  ];
  const server = await startServer(program, args);
  try {
    console.log(table(await heavy(`http://127.0.0.1:${server.port}/x`)));
  } finally {
    await server.stop();
  }
}
