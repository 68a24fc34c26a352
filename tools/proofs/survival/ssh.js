// An sshd of the proof's own on a loopback port, and a link to it that can go silent.
import { build } from 'esbuild';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Runs `body` with a server and a proxy before it; both are gone afterwards. */
export async function withSshServer(body) {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-survival-ssh-'));
  const { startSshServer } = await fromTypeScript(dir);
  const server = await startSshServer();
  const proxy = await startProxy(server.port);
  try {
    const home = path.join(dir, 'home');
    mkdirSync(path.join(home, '.ssh'), { recursive: true });
    const known = readFileSync(server.knownHosts, 'utf8');
    const forProxy = known.replace(`:${server.port} `, `:${proxy.port} `);
    writeFileSync(path.join(home, '.ssh', 'known_hosts'), known + forProxy);
    return await body({ ...server, home }, proxy);
  } finally {
    await proxy.stop();
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The server the tests use, which is TypeScript. */
async function fromTypeScript(dir) {
  const outfile = path.join(dir, 'ssh-server.mjs');
  await build({
    entryPoints: [path.resolve(import.meta.dirname, '../../testing/ssh-server.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

async function startProxy(to) {
  const sockets = new Set();
  let frozen = false;
  const server = net.createServer((near) => {
    const far = net.connect(to, '127.0.0.1');
    const born = frozen;
    for (const [from, into] of [
      [near, far],
      [far, near],
    ]) {
      sockets.add(from);
      from.on('error', () => into.destroy());
      from.on('close', () => (frozen ? undefined : into.destroy()));
      from.on('data', (chunk) => (frozen || born ? undefined : into.write(chunk)));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: server.address().port,
    /** From now on every byte is swallowed, and nothing is said about it. */
    freeze: () => (frozen = true),
    /** Connections that are made from now on work again. */
    thaw() {
      frozen = false;
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
