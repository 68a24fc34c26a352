#!/usr/bin/env node
// What a sample costs, against a C loop, psutil, pidstat and `docker exec cat`; what the sampler costs at several rates
// and sizes; how well it keeps its schedule under load; what a stream brings per sample.
//
//   node tools/bench/sampler/run.js [--out results/bench-sampler.json] [--only single,rates,schedule,streams] [--fresh]
//
// Needs gcc, Debian's python3-psutil and sysstat, and for the last part docker and sshd. Sections that the output file
// already holds are not run again. Best run on an otherwise idle machine; the table says how busy it was.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { loadavg, setPriority, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';
import {
  findProcesses,
  watchProcess,
  watchThroughStream,
} from '../../../packages/proc-sampler/dist/index.js';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'results/bench-sampler.json' },
    only: { type: 'string', default: 'single,rates,schedule,streams' },
    fresh: { type: 'boolean', default: false },
  },
});
const here = import.meta.dirname;
const root = resolve(here, '../../..');
const work = mkdtempSync(join(tmpdir(), 'bench-sampler-'));
const python = '/usr/bin/python3';
const running = new Set();
const done = !values.fresh && existsSync(values.out) ? JSON.parse(readFileSync(values.out, 'utf8')) : {};

function compile(name) {
  execFileSync('gcc', ['-O2', '-static', '-o', join(work, name), join(here, `${name}.c`)]);
  return join(work, name);
}

async function startTarget(mib) {
  const child = spawn(join(work, 'target'), [String(mib)], { stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  await new Promise((ready) => child.stdout.once('data', ready));
  return child;
}

async function end(child) {
  const exited = new Promise((gone) => child.once('exit', gone));
  child.kill('SIGKILL');
  await exited;
  running.delete(child);
}

const json = (program, ...args) => JSON.parse(execFileSync(program, args, { encoding: 'utf8' }));
const median = (xs) => [...xs].sort((a, b) => a - b)[xs.length >> 1];

/** One sample of a 100 MiB process, by each tool; C and ours in turns so that the machine's mood hits both. */
async function single() {
  const loop = compile('loop');
  const ours = join(work, 'three-files.mjs');
  buildSync({
    entryPoints: [join(here, 'three-files.mjs')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: ours,
  });
  const result = {};
  for (const [mib, times] of [
    [10, 4000],
    [32, 2000],
    [100, 1000],
    [1024, 150],
  ]) {
    const target = await startTarget(mib);
    const pid = String(target.pid);
    const rounds = Array.from({ length: 5 }, () => ({
      c: json(loop, pid, String(times)),
      ours: json(process.execPath, ours, pid, String(times)),
    }));
    const pick = (get) => median(rounds.map(get));
    result[`${mib}_mib`] = {
      c_median_us: pick(({ c }) => c.median_us),
      c_cpu_us: pick(({ c }) => c.cpu_us),
      ours_median_us: pick(({ ours: o }) => o.three.median_us),
      ours_cpu_us: pick(({ ours: o }) => o.three.cpu_us),
      ratio_to_c: pick(({ c, ours: o }) => o.three.median_us / c.median_us),
      ours_full_median_us: pick(({ ours: o }) => o.full.median_us),
      psutil_median_us: json(python, join(here, 'others.py'), 'psutil', pid, String(Math.ceil(times / 4)))
        .median_us,
    };
    if (mib === 100) {
      const seconds = 10;
      const pidstat = ['pidstat', '-h', '-r', '-u', '-w', '-p', pid, '1', String(seconds)];
      result.pidstat_cpu_us = json(
        python,
        join(here, 'others.py'),
        'run',
        String(seconds),
        ...pidstat,
      ).cpu_us;
    }
    await end(target);
  }
  return result;
}

/** CPU of the whole command at several rates and sizes, maps at every sample and once a second. */
async function rates() {
  const rows = [];
  for (const mib of [10, 100, 1024]) {
    const target = await startTarget(mib);
    for (const hz of [1, 10, 100]) {
      for (const memoryS of hz === 1 ? [1] : [1 / hz, 1]) {
        const summary = join(work, 'summary.json');
        const window = [
          '--interval',
          String(1 / hz),
          '--memory-interval',
          String(memoryS),
          '--duration',
          '10',
        ];
        const bin = join(root, 'packages/proc-sampler/bin/proc-sampler.js');
        const out = ['--format', 'ndjson', '--out', '/dev/null', '--quiet', '--summary', summary];
        execFileSync(process.execPath, [bin, '--pid', String(target.pid), ...window, ...out], {
          stdio: 'ignore',
        });
        const { observer, missed_ticks } = JSON.parse(readFileSync(summary, 'utf8'));
        rows.push({
          mib,
          hz,
          memory_interval_s: memoryS,
          command_cpu_percent: 100 * observer.process_cpu_cores,
          sampling_cpu_percent: 100 * observer.cpu_cores,
          memory_read_ms_median: observer.memory_read_ms_median,
          map_lock_held_percent: 10 * observer.map_lock_held_s,
          missed_ticks,
        });
      }
    }
    await end(target);
  }
  return rows;
}

/** Distance of each sample from its due time at 100 Hz, quiet and with every core burning. */
async function schedule() {
  const target = await startTarget(100);
  const result = {};
  for (const [burners, nice] of [
    [0, 0],
    [2, 0],
    [2, -10],
  ]) {
    const busy = Array.from({ length: burners }, () =>
      spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
    );
    busy.forEach((child) => running.add(child));
    setPriority(nice);
    const { samples, missed_ticks } = await watchProcess({ pid: target.pid, intervalS: 0.01, durationS: 15 })
      .done;
    setPriority(0);
    for (const child of busy) await end(child);
    // A timer may be a millisecond early; everything else is late, by up to a whole interval before it counts as missed.
    const errors = samples
      .map(({ t_s }) => Math.abs(t_s - Math.floor((t_s + 0.0015) * 100) / 100) * 1e3)
      .sort((a, b) => a - b);
    const at = (p) => errors[Math.floor(p * (errors.length - 1))];
    result[`${burners}_burners_nice_${nice}`] = {
      samples: samples.length,
      missed_ticks,
      p50_ms: at(0.5),
      p99_ms: at(0.99),
      max_ms: at(1),
    };
  }
  await end(target);
  return result;
}

/** Bytes and processes per sample over docker exec and ssh, and what three `docker exec cat` cost. */
async function streams() {
  execFileSync(join(root, 'tools/setup/dockerd.sh'), { stdio: 'ignore' });
  const tag = `bench-sampler-${process.pid}`;
  const image = join(work, 'image');
  mkdirSync(join(image, 'bin'), { recursive: true });
  copyFileSync(join(work, 'target'), join(image, 'target'));
  copyFileSync('/usr/bin/busybox', join(image, 'bin/busybox'));
  for (const name of ['sh', 'cat', 'sleep']) symlinkSync('busybox', join(image, 'bin', name));
  const tar = spawnSync('tar', ['-C', image, '-c', '.'], { maxBuffer: 1 << 28 }).stdout;
  const result = {};
  try {
    execFileSync('docker', ['import', '-', tag], { input: tar, stdio: ['pipe', 'ignore', 'inherit'] });
    execFileSync('docker', ['run', '-d', '--network', 'none', '--name', tag, tag, '/target', '100'], {
      stdio: 'ignore',
    });
    const exec = (stdin) => (argv) => spawn('docker', ['exec', ...(stdin ? ['-i'] : []), tag, ...argv]);
    result.exec_asked = await streamed({ open: exec(true), stdin: true, pid: 1 });
    result.exec_own_schedule = await streamed({ open: exec(false), stdin: false, pid: 1 });
    const files = ['stat', 'status', 'smaps_rollup'];
    const start = process.hrtime.bigint();
    for (let i = 0; i < 10; i += 1) {
      for (const file of files)
        execFileSync('docker', ['exec', tag, 'cat', `/proc/1/${file}`], { stdio: 'ignore' });
    }
    result.docker_exec_cat_x3_ms = Number(process.hrtime.bigint() - start) / 1e7;
  } finally {
    spawnSync('docker', ['rm', '-f', tag], { stdio: 'ignore' });
    spawnSync('docker', ['rmi', '-f', tag], { stdio: 'ignore' });
  }
  result.ssh_asked = await overSsh();
  return result;
}

async function streamed(options) {
  // Page faults of children that were waited for: no change means that the far shell has started none.
  const faults = [];
  const window = { intervalS: 0.1, durationS: 5, ...options };
  const watch = watchThroughStream({
    ...window,
    onSample({ t_s }) {
      if (faults.length === 0 ? t_s < 1 : faults.length === 2 || t_s < 4) return;
      const shell = findProcesses({ cmdlineIncludes: 'proc-sampler' }).find(({ argv }) => argv[0] === 'sh');
      if (shell === undefined) return;
      faults.push(Number(readFileSync(`/proc/${shell.pid}/stat`, 'utf8').split(') ')[1].split(' ')[8]));
    },
  });
  const { observer, sample_count } = await watch.done;
  return {
    samples: sample_count,
    bytes_per_sample: Math.round(observer.stream_bytes / sample_count),
    far_shell_cpu_ms_per_sample: (1e3 * observer.cpu_cores * 5) / sample_count,
    far_shell_started_processes: faults.length === 2 ? faults[1] > faults[0] : null,
  };
}

async function overSsh() {
  const port = 20000 + (process.pid % 20000);
  const key = (name) => execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(work, name)]);
  key('host');
  key('user');
  copyFileSync(join(work, 'user.pub'), join(work, 'authorized'));
  writeFileSync(
    join(work, 'sshd_config'),
    `Port ${port}\nListenAddress 127.0.0.1\nHostKey ${work}/host\nAuthorizedKeysFile ${work}/authorized\nPidFile none\nStrictModes no\nUsePAM no\n`,
  );
  mkdirSync('/run/sshd', { recursive: true });
  const sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(work, 'sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running.add(sshd);
  await new Promise((ready) =>
    sshd.stderr.on('data', (text) => String(text).includes('listening') && ready()),
  );
  const target = await startTarget(100);
  const known = [
    '-o',
    `UserKnownHostsFile=${work}/known`,
    '-o',
    'StrictHostKeyChecking=accept-new',
    '-o',
    'BatchMode=yes',
  ];
  const quote = (word) => `'${word.replaceAll("'", "'\\''")}'`;
  const open = (argv) =>
    spawn('ssh', [
      '-T',
      '-p',
      String(port),
      '-i',
      join(work, 'user'),
      ...known,
      '127.0.0.1',
      argv.map(quote).join(' '),
    ]);
  const result = await streamed({ open, stdin: true, pid: target.pid });
  await end(target);
  await end(sshd);
  return result;
}

function cleanUp() {
  for (const child of running) child.kill('SIGKILL');
  rmSync(work, { recursive: true, force: true });
}
process.on('exit', cleanUp);
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(130));

compile('target');
mkdirSync(dirname(resolve(values.out)), { recursive: true });
for (const [name, section] of Object.entries({ single, rates, schedule, streams })) {
  if (!values.only.split(',').includes(name) || done[name] !== undefined) continue;
  done[name] = { load1: loadavg()[0], ...{ result: await section() } };
  writeFileSync(values.out, JSON.stringify(done, null, 2));
}
for (const [name, { load1, result }] of Object.entries(done)) {
  console.log(`\n${name} (load average before: ${load1.toFixed(2)})`);
  console.table(result);
}
