// A Docker engine of the proof's own: its restart meets nobody else's containers.
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const lines = (text) => text.split('\n').filter((line) => line !== '');

/** Containers, networks and volumes that bear a label; none where no engine answers. */
export function containersOf(label) {
  const ask = (...args) => {
    try {
      return lines(execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    } catch {
      return [];
    }
  };
  const found = [
    ...ask('ps', '-a', '--format', 'container {{.Names}} {{.Labels}}'),
    ...ask('network', 'ls', '--format', 'network {{.Name}} {{.Labels}}'),
    ...ask('volume', 'ls', '--format', 'volume {{.Name}} {{.Labels}}'),
  ];
  return found.filter((line) => line.includes(label)).map((line) => line.slice(0, 60));
}

/** The innermost first. */
function mountsBelow(dir) {
  const points = lines(readFileSync('/proc/self/mounts', 'utf8')).map((line) => line.split(' ')[1]);
  return points.filter((point) => point.startsWith(`${dir}/`)).reverse();
}

function containerdOf(dir) {
  const file = path.join(dir, 'exec/containerd/containerd.pid');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
}

/** Starts dockerd with its own data, socket and no network of its own; `restart` ends and starts it again. */
export async function ownEngine() {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-engine-'));
  const socket = path.join(dir, 'docker.sock');
  const host = `unix://${socket}`;
  let child = null;
  const start = async () => {
    mkdirSync(path.join(dir, 'data'), { recursive: true });
    const log = openSync(path.join(dir, 'log'), 'a');
    const args = [
      ...['--host', host, '--data-root', path.join(dir, 'data'), '--exec-root', path.join(dir, 'exec')],
      ...['--pidfile', path.join(dir, 'pid'), '--bridge', 'none', '--iptables=false', '--ip6tables=false'],
      ...['--storage-driver', 'overlay2'],
    ];
    // In a network of its own: an engine told to have no bridge removes docker0, which is another engine's.
    child = spawn('unshare', ['--net', 'dockerd', ...args], { stdio: ['ignore', log, log] });
    closeSync(log);
    for (let i = 0; i < 300; i += 1) {
      try {
        docker('version');
        return;
      } catch {
        await delay(100);
      }
    }
    throw new Error(`dockerd did not start; see ${dir}/log`);
  };
  const end = async (signal) => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const containerd = containerdOf(dir);
    child.kill(signal);
    await ended;
    // Its containerd goes after it, and an engine that is started meanwhile would wait for that one.
    while (containerd !== null && existsSync(`/proc/${containerd}`)) await delay(50);
  };
  const docker = (...args) =>
    execFileSync('docker', ['--host', host, ...args], { encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
  await start();
  return {
    host,
    docker,
    load(image) {
      const saved = execFileSync('docker', ['save', image], { maxBuffer: 2 ** 30 });
      execFileSync('docker', ['--host', host, 'load'], {
        input: saved,
        stdio: ['pipe', 'ignore', 'inherit'],
      });
    },
    end,
    start,
    async close() {
      if (child.exitCode === null && child.signalCode === null) await end('SIGTERM');
      // An engine that was killed leaves its folder mounted on itself.
      for (const point of mountsBelow(dir)) execFileSync('umount', ['--lazy', point], { stdio: 'ignore' });
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
