import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

// Ends the server when its input ends: also when the test run that holds it is killed.
const GUARDED_SSHD = `
/usr/sbin/sshd -D -e -f "$1" </dev/null >/dev/null &
echo "$!"
cat >/dev/null
kill "$!"
wait
`;

/** An sshd of our own on a loopback port, with one host key and one user key. */
export interface SshServer {
  port: number;
  user: string;
  /** Private key file that may log in. */
  keyFile: string;
  /** known_hosts file with the server's real key. */
  knownHosts: string;
  /** Folder for the test's own files, removed by `stop`. */
  dir: string;
  /** Ends the processes that serve open connections, as a dropped link would; not the server. */
  dropConnections(): void;
  stop(): Promise<void>;
}

/** Starts sshd in the foreground as this user; `password` allows that way in too (needs root and PAM). */
export async function startSshServer(options: { password?: boolean } = {}): Promise<SshServer> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-sshd-'));
  for (const name of ['host_key', 'user_key']) {
    run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path.join(dir, name)]);
  }
  const authorized = path.join(dir, 'authorized_keys');
  writeFileSync(authorized, readFileSync(path.join(dir, 'user_key.pub')));
  chmodSync(authorized, 0o600);
  const port = await freePort();
  const config = path.join(dir, 'sshd_config');
  writeFileSync(config, sshdConfig(dir, port, authorized, options.password === true));
  // sshd separates privileges into this folder, which the init script makes on a booted host.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const child = spawn('/bin/sh', ['-c', GUARDED_SSHD, 'sh', config], { stdio: ['pipe', 'pipe', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const [firstLine] = (await once(child.stdout, 'data')) as [Buffer];
  const pid = Number(firstLine.toString());
  await listening(port, () => log);
  const hostKey = readFileSync(path.join(dir, 'host_key.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
  const knownHosts = path.join(dir, 'known_hosts');
  writeFileSync(knownHosts, `[127.0.0.1]:${port} ${hostKey}\n`);
  return {
    port,
    user: os.userInfo().username,
    keyFile: path.join(dir, 'user_key'),
    knownHosts,
    dir,
    dropConnections: () => killChildren(pid),
    async stop() {
      const ended = once(child, 'exit');
      killChildren(pid);
      child.stdin.end();
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A port of the loopback address that nobody uses at this moment. */
export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function sshdConfig(dir: string, port: number, authorized: string, password: boolean): string {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${path.join(dir, 'host_key')}`,
    `AuthorizedKeysFile ${authorized}`,
    `PidFile ${path.join(dir, 'sshd.pid')}`,
    'StrictModes no',
    'PermitRootLogin yes',
    `PasswordAuthentication ${password ? 'yes' : 'no'}`,
    'KbdInteractiveAuthentication no',
    `UsePAM ${password ? 'yes' : 'no'}`,
    'MaxStartups 100',
    'LogLevel ERROR',
    '',
  ].join('\n');
}

function run(program: string, args: string[]): void {
  const result = spawnSync(program, args, { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${program} failed: ${result.stderr}`);
}

async function listening(port: number, log: () => string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const socket = net.connect(port, '127.0.0.1');
    const up = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (up) return;
    await delay(25);
  }
  throw new Error(`sshd did not listen on ${port}: ${log()}`);
}

function killChildren(parent: number): void {
  for (const pid of childrenOf(parent)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Ended since the listing.
    }
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
      } catch {
        return false;
      }
    })
    .map(Number);
}
