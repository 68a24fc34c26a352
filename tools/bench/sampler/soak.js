#!/usr/bin/env node
// Lets the sampler's own command watch a busy process at 10 Hz for an hour and watches the sampler itself: its memory
// must be flat by leakTest and its descriptors must not grow.
//
//   node tools/bench/sampler/soak.js [--minutes 60] [--hz 10] [--out results/sampler-soak.json]
//
// Needs the build of proc-sampler and stats. The record is rewritten every minute, so a cut run still says something.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { sampleOnce } from '../../../packages/proc-sampler/dist/index.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    hz: { type: 'string', default: '10' },
    out: { type: 'string', default: 'results/sampler-soak.json' },
    // Judges the rows of an earlier run again and runs nothing.
    judge: { type: 'string' },
  },
});
const minutes = Number(values.minutes);
const durationS = minutes * 60;
const root = resolve(import.meta.dirname, '../../..');

if (values.judge !== undefined) {
  const { rows: old } = JSON.parse(readFileSync(values.judge, 'utf8'));
  console.log(JSON.stringify(await judge(old), null, 2));
  process.exit();
}

async function judge(all) {
  const { leakTest } = await import('../../../packages/stats/dist/index.js');
  const end = all.at(-1).t_s;
  // The first tenth is start-up: heap and code caches fill.
  const judged = all.filter(({ t_s }) => t_s > end / 10);
  const verdict = (key) =>
    leakTest(
      judged.map(({ t_s }) => t_s),
      judged.map((row) => row[key] * 1024),
    );
  const fds = all.map(({ num_fds }) => num_fds);
  const first = judged[0];
  const last = judged.at(-1);
  return {
    minutes: end / 60,
    anonymous: verdict('anonymous_kib'),
    rss: verdict('rss_kib'),
    rss_kib: { first: first.rss_kib, last: last.rss_kib, max: Math.max(...judged.map((row) => row.rss_kib)) },
    fds: { first: fds[0], last: fds.at(-1), max: Math.max(...fds) },
    cpu_cores: (last.cpu_time_s - first.cpu_time_s) / (last.t_s - first.t_s),
  };
}

// A target that is never quite the same: it allocates, frees, and runs threads that come and go.
const busy = `
  import { Worker } from 'node:worker_threads';
  let kept = [];
  setInterval(() => { kept.push(Buffer.alloc(65536, 1)); if (kept.length > 200) kept = []; }, 20);
  setInterval(() => new Worker('1', { eval: true }), 5000);
`;
const target = spawn(process.execPath, ['--input-type=module', '-e', busy], { stdio: 'ignore' });
const sampler = spawn(
  process.execPath,
  [
    `${root}/packages/proc-sampler/bin/proc-sampler.js`,
    ...[
      '--pid',
      String(target.pid),
      '--interval',
      String(1 / Number(values.hz)),
      '--duration',
      String(durationS),
    ],
    ...['--format', 'ndjson', '--out', '/dev/null', '--summary', `${values.out}.summary`],
  ],
  { stdio: ['ignore', 'inherit', 'inherit'] },
);
mkdirSync(dirname(resolve(values.out)), { recursive: true });

const rows = [];
const startMs = Date.now();
const everyMs = Math.max(1000, (durationS * 1000) / 360);
const timer = setInterval(() => {
  try {
    const { uss_kib, rss_kib, anonymous_kib, num_fds, cpu_time_s, num_threads } = sampleOnce(sampler.pid);
    rows.push({
      t_s: (Date.now() - startMs) / 1e3,
      uss_kib,
      rss_kib,
      anonymous_kib,
      num_fds,
      cpu_time_s,
      num_threads,
    });
    if (rows.length % 6 === 0) save();
  } catch {
    // The sampler has just ended; its exit settles the run.
  }
}, everyMs);

function save(verdicts = {}) {
  writeFileSync(values.out, JSON.stringify({ minutes, hz: Number(values.hz), ...verdicts, rows }, null, 1));
}

function stop(code) {
  clearInterval(timer);
  target.kill();
  sampler.kill();
  process.exitCode = code;
}
process.on('SIGINT', () => stop(130));
process.on('SIGTERM', () => stop(130));
// Should anything hang, the run still ends.
setTimeout(() => stop(3), (durationS + 60) * 1000).unref();

sampler.on('exit', async (code) => {
  clearInterval(timer);
  target.kill();
  save({ sampler_exit_code: code });
  const verdicts = { sampler_exit_code: code, ...(await judge(rows)) };
  save(verdicts);
  console.log(JSON.stringify(verdicts, null, 2));
  process.exitCode = code === 0 && verdicts.anonymous.verdict === 'no-leak' ? 0 : 1;
});
