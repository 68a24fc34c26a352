import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith } from '../../../tools/testing/require-component.ts';
import { sampleOnce, watchProcess, type Sample } from '../src/index.js';
import { sleep } from './subject.ts';

const PAGE_KIB = 4;
const TICK_S = 0.01;
// Debian's own interpreter has Debian's psutil and smem; one first on PATH may not.
const PYTHON = '/usr/bin/python3';
const run = promisify(execFile);

/** Answers each line with what psutil sees at that moment: its libraries stay mapped, as they are while we read. */
const PSUTIL = `
import sys, json, psutil
p = psutil.Process(int(sys.argv[1]))
for _ in sys.stdin:
    m, c, s = p.memory_full_info(), p.cpu_times(), p.num_ctx_switches()
    print(json.dumps(dict(uss=m.uss, pss=m.pss, rss=m.rss, swap=m.swap, threads=p.num_threads(), fds=p.num_fds(),
        cpu=c.user + c.system, voluntary=s.voluntary, involuntary=s.involuntary,
        read_bytes=p.io_counters().read_bytes, rchar=p.io_counters().read_chars)), flush=True)
`;

interface PsutilView {
  uss: number;
  pss: number;
  rss: number;
  swap: number;
  threads: number;
  fds: number;
  cpu: number;
  voluntary: number;
  read_bytes: number;
  rchar: number;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(port: number): Promise<void> {
  const { connect } = await import('node:net');
  for (let i = 0; i < 100; i += 1) {
    const ok = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => (socket.destroy(), resolve(true)));
      socket.once('error', () => resolve(false));
    });
    if (ok) return;
    await sleep(50);
  }
  throw new Error(`nothing listens on ${port}`);
}

const NGINX = (folder: string, port: number): string => `
daemon off; master_process off; pid ${folder}/nginx.pid; error_log /dev/null;
events {}
http { access_log off; client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder};
  uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  server { listen 127.0.0.1:${port}; location / { return 200 "ok"; } } }
`;

/** Some work, so that the CPU figures have something to agree on. */
async function load(kind: string, port: number, ms: number): Promise<void> {
  const end = Date.now() + ms;
  const { connect } = await import('node:net');
  if (kind === 'nginx') {
    while (Date.now() < end) await (await fetch(`http://127.0.0.1:${port}/`)).text();
    return;
  }
  const socket = connect(port, '127.0.0.1');
  const command = 'SET key value\r\n'.repeat(500);
  while (Date.now() < end) {
    socket.write(command);
    await new Promise((resolve) => socket.once('data', resolve));
  }
  socket.destroy();
}

describeWith(['nginx', 'redis-server', PYTHON, 'smem', 'pidstat'], 'agreement with other tools', () => {
  let folder: string;
  const servers: { [kind: string]: { child: ChildProcess; port: number } } = {};
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'proc-sampler-agree-'));
    const ports = [await freePort(), await freePort()] as const;
    writeFileSync(join(folder, 'nginx.conf'), NGINX(folder, ports[0]));
    const nginx = spawn('nginx', ['-c', join(folder, 'nginx.conf')], { stdio: 'ignore' });
    const redis = ['--port', String(ports[1]), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
    servers['nginx'] = { child: nginx, port: ports[0] };
    servers['redis'] = { child: spawn('redis-server', redis, { stdio: 'ignore' }), port: ports[1] };
    await Promise.all(ports.map(answers));
    await sleep(300);
  });
  afterAll(async () => {
    for (const { child } of Object.values(servers)) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  describe.each(['nginx', 'redis'])('%s', (kind) => {
    test('psutil: memory within a page, CPU within a tick, counts equal', async () => {
      const { child, port } = servers[kind]!;
      const pid = child.pid!;
      await load(kind, port, 300);
      const python = spawn(PYTHON, ['-c', PSUTIL, String(pid)], { stdio: ['pipe', 'pipe', 'inherit'] });
      const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
      const ask = async (): Promise<PsutilView> => {
        python.stdin.write('\n');
        return JSON.parse((await lines.next()).value as string) as PsutilView;
      };
      await ask();
      const before = await ask();
      const sample = sampleOnce(pid);
      const after = await ask();
      python.stdin.end();
      // A value between those just before and just after ours, give or take the grain.
      const within = (ours: number | null, key: keyof PsutilView, scale: number, grain: number): void => {
        const [low, high] = [before[key] / scale, after[key] / scale].sort((a, b) => a - b) as [
          number,
          number,
        ];
        expect(ours, key).toBeGreaterThanOrEqual(low - grain);
        expect(ours, key).toBeLessThanOrEqual(high + grain);
      };
      within(sample.uss_kib, 'uss', 1024, PAGE_KIB);
      within(sample.pss_kib, 'pss', 1024, PAGE_KIB);
      within(sample.rss_kib, 'rss', 1024, PAGE_KIB);
      within(sample.swap_kib, 'swap', 1024, 0);
      within(sample.num_threads, 'threads', 1, 0);
      within(sample.num_fds, 'fds', 1, 0);
      within(sample.voluntary_ctxt_switches, 'voluntary', 1, 0);
      within(sample.read_bytes, 'read_bytes', 1, 0);
      within(sample.rchar_bytes, 'rchar', 1, 0);
      // psutil adds user and system time, each cut down to a tick: ours may be up to two above, never below.
      expect(sample.cpu_time_s).toBeGreaterThanOrEqual(before.cpu - 1e-9);
      expect(sample.cpu_time_s).toBeLessThanOrEqual(after.cpu + 2 * TICK_S);
    });

    test('smem: USS, PSS and RSS within a page of what we see while it looks', async () => {
      const { pid } = servers[kind]!.child as { pid: number };
      const seen: Sample[] = [];
      const watch = watchProcess({ pid, intervalS: 0.02, onSample: (sample) => seen.push(sample) });
      const { stdout } = await run(PYTHON, ['/usr/bin/smem', '-H', '-c', 'pid uss pss rss']);
      watch.stop();
      await watch.done;
      const row = stdout
        .split('\n')
        .map((line) => line.trim().split(/ +/).map(Number))
        .find(([first]) => first === pid);
      const near = ([, uss, pss, rss]: number[], sample: Sample): boolean =>
        Math.abs(sample.uss_kib! - uss!) <= PAGE_KIB &&
        // smem sums smaps, where each mapping's share is cut to whole KiB: one KiB per mapping may be gone.
        sample.pss_kib! - pss! >= -PAGE_KIB &&
        sample.pss_kib! - pss! <= mappings(pid) &&
        Math.abs(sample.rss_kib! - rss!) <= PAGE_KIB;
      expect(row, stdout).toBeDefined();
      const ours = seen.map(({ uss_kib, pss_kib, rss_kib }) => [uss_kib, pss_kib, rss_kib].join(' '));
      expect(
        seen.some((sample) => near(row!, sample)),
        `${row} against ${[...new Set(ours)]}`,
      ).toBe(true);
    });

    test('pidstat: CPU within a tick per second, RSS within its own grain', async () => {
      const { child, port } = servers[kind]!;
      const pid = child.pid!;
      const watch = watchProcess({ pid, intervalS: 0.1 });
      const working = load(kind, port, 4000);
      await sleep(500);
      const { stdout } = await run('pidstat', ['-h', '-u', '-r', '-p', String(pid), '2', '1'], {
        env: { LC_ALL: 'C' },
      });
      watch.stop();
      await working;
      const { samples } = await watch.done;
      const rows = stdout.trim().split('\n');
      const heading = rows
        .find((row) => row.startsWith('#'))!
        .split(/\s+/)
        .slice(1);
      const cells = rows.at(-1)!.trim().split(/\s+/);
      const cell = (name: string): number => Number(cells[heading.indexOf(name)]);
      // It looks at whole seconds of its own; over some two seconds within ours the mean must be the same.
      const means = samples.flatMap((from) => {
        const to = samples.find(({ t_s }) => t_s >= from.t_s + 2);
        return to === undefined ? [] : [(100 * (to.cpu_time_s! - from.cpu_time_s!)) / (to.t_s - from.t_s)];
      });
      // Two counters cut to 10 ms, at both ends of two seconds: a percent.
      const nearest = Math.min(...means.map((mean) => Math.abs(mean - cell('%CPU'))));
      expect(nearest, `${cell('%CPU')} against ${means.map((mean) => mean.toFixed(1))}`).toBeLessThanOrEqual(
        1,
      );
      const rss = samples.map(({ rss_kib }) => rss_kib!);
      // pidstat takes RSS from stat, which the kernel documents as approximate: per-CPU batches of 64 pages.
      expect(cell('RSS')).toBeGreaterThan(Math.min(...rss) - 64 * PAGE_KIB * 2);
      expect(cell('RSS')).toBeLessThan(Math.max(...rss) + 64 * PAGE_KIB * 2);
    });
  });
});

function mappings(pid: number): number {
  return readFileSync(`/proc/${pid}/maps`, 'utf8').trim().split('\n').length;
}
