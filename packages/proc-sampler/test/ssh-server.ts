import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { processTree } from '../src/index.js';

/** An sshd of our own on a loopback port, with throw-away keys and a client configuration that knows them. */
export interface SshServer {
  address: string;
  config: string;
  folder: string;
  /** Processes below the server: those of open sessions. */
  sessionProcesses(): number;
  /** Ends the server's session processes, as a crash of the connection would. */
  dropSessions(): void;
  /** A client configuration whose known host key is another one. */
  configWithOtherHostKey(): string;
  /** A client configuration with a key nobody authorised. */
  configWithOtherKey(): string;
  close(): Promise<void>;
}

function newKey(path: string): string {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path]);
  return readFileSync(`${path}.pub`, 'utf8');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function startSshServer(): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), 'proc-sampler-ssh-'));
  const port = await freePort();
  const hostKey = newKey(join(folder, 'host'));
  writeFileSync(join(folder, 'authorized'), newKey(join(folder, 'user')), { mode: 0o600 });
  newKey(join(folder, 'other'));
  writeFileSync(
    join(folder, 'sshd_config'),
    `Port ${port}\nListenAddress 127.0.0.1\nHostKey ${folder}/host\nAuthorizedKeysFile ${folder}/authorized
PidFile none\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\n`,
  );
  const config = (name: string, key: string, known: string): string => {
    writeFileSync(join(folder, `known_${name}`), `[127.0.0.1]:${port} ${known}`);
    writeFileSync(
      join(folder, name),
      `IdentityFile ${folder}/${key}\nIdentitiesOnly yes\nUserKnownHostsFile ${folder}/known_${name}
GlobalKnownHostsFile /dev/null\nStrictHostKeyChecking yes\nBatchMode yes\n`,
    );
    return join(folder, name);
  };
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true });
  const server = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(folder, 'sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await listening(server);
  return {
    address: `${userInfo().username}@127.0.0.1:${port}`,
    config: config('config', 'user', hostKey),
    folder,
    sessionProcesses: () => processTree(server.pid!).length - 1,
    dropSessions() {
      // Only below our own server, and with its children last: the session ends as if the line were cut.
      for (const pid of processTree(server.pid!).slice(1)) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // Ended with the one before.
        }
      }
    },
    configWithOtherHostKey: () =>
      config('config_host', 'user', readFileSync(join(folder, 'other.pub'), 'utf8')),
    configWithOtherKey: () => config('config_key', 'other', hostKey),
    async close() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      for (const pid of processTree(server.pid!).reverse()) process.kill(pid, 'SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves when sshd says that it listens, rejects with its words when it ends instead. */
function listening(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let words = '';
    server.stderr!.on('data', (chunk: Buffer) => {
      words += chunk.toString();
      if (words.includes('Server listening')) resolve();
    });
    server.once('exit', (code) => reject(new Error(`sshd ended with ${code}: ${words}`)));
  });
}
