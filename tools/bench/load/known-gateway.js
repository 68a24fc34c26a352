// A reference gateway of its own folder, whose delays are known and whose log says what every request met.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const PROGRAM = resolve(import.meta.dirname, '../../../packages/reference-gateway/bin/reference-gateway.js');

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** The file of a gateway's `request_log`: what stalls are counted from, and one object a request. */
export function parseLog(text) {
  const [note, head, ...lines] = text.trim().split('\n');
  const names = head.split(',');
  const rows = lines.map((line) =>
    Object.fromEntries(line.split(',').map((value, i) => [names[i], Number(value)])),
  );
  return { beganMs: Number(/from ([\d.]+) ms/.exec(note)[1]), rows };
}

/**
 * Starts one with `reference.*` parameters behind a `prefix` such as `taskset -c 0`. As many workers as may wait in a stall:
 * what is asked is what a generator makes of known delays, not of a pool that is full.
 */
export async function startGateway(reference, prefix = []) {
  const dir = mkdtempSync(join(tmpdir(), 'bench-load-gateway-'));
  const logFile = join(dir, 'requests.csv');
  const params = join(dir, 'params.json');
  const own = Object.entries({ ...reference, request_log: logFile });
  const parameters = {
    'server.http_thread_pool_size': 1024,
    ...Object.fromEntries(own.map(([name, value]) => [`reference.${name}`, value])),
  };
  // JSON is YAML.
  writeFileSync(params, JSON.stringify({ gateway: { ros__parameters: parameters } }));
  const port = await freePort();
  const [first, ...args] = [...prefix, process.execPath, PROGRAM, '--port', port, '--params', params];
  const child = spawn(first, args.map(String), { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((done) => child.once('exit', done));
  await Promise.race([
    new Promise((done) => child.stdout.once('data', done)),
    exited.then((code) => Promise.reject(new Error(`the gateway ended with ${code}`))),
  ]);
  const end = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  return {
    origin: `http://127.0.0.1:${port}`,
    /** Ends it: the log is written then. */
    async takeLog() {
      await end();
      return { ...parseLog(readFileSync(logFile, 'utf8')), reference };
    },
    async stop() {
      if (child.exitCode === null) await end();
      rmSync(dir, { recursive: true });
    },
  };
}
