// What the wire saw of requests: from their first packet to the answer's, as the kernel stamped them on the loopback.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { has, run } from './children.js';

const FIELDS = ['frame.time_epoch', 'tcp.stream', 'tcp.dstport', 'tcp.len', 'tcp.flags.syn'];

/** Whether it can be asked. */
export const canSeeWire = () => has('dumpcap') && has('tshark') && process.getuid() === 0;

/**
 * Exchanges of lines `time, stream, port of the receiver, bytes, whether it opens a connection`: milliseconds from the request's
 * first packet, for the first one of a connection from its opening, to the answer's first, in order of their beginning.
 */
export function exchangesOf(lines, port) {
  const begun = new Map();
  const done = [];
  for (const line of lines) {
    const [time, stream, to, bytes, syn] = line.split('\t');
    const atMs = Number(time) * 1000;
    if (to === String(port)) {
      const opens = syn === '1' || syn === 'True';
      if (opens || (Number(bytes) > 0 && !begun.has(stream))) begun.set(stream, atMs);
    } else if (Number(bytes) > 0 && begun.has(stream)) {
      done.push({ atMs: begun.get(stream), ms: atMs - begun.get(stream) });
      begun.delete(stream);
    }
  }
  return done.sort((a, b) => a.atMs - b.atMs).map(({ ms }) => ms);
}

/** Records a port of the loopback until stopped; `prefix` is put before the recording program. */
export async function watchWire(port, prefix) {
  const dir = mkdtempSync(join(tmpdir(), 'bench-load-wire-'));
  const file = join(dir, 'wire.pcapng');
  const options = ['-i', 'lo', '-f', `tcp port ${port}`, '-s', '120', '-B', '32', '-w', file];
  const [program, ...args] = [...prefix, 'dumpcap', ...options];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((done) => child.once('exit', done));
  await new Promise((done, fail) => {
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
      if (said.includes('File:')) done();
    });
    child.once('exit', () => fail(new Error(`dumpcap ended: ${said.slice(-300)}`)));
  });
  return {
    async exchanges() {
      // What was sent last is handed over within a second.
      await new Promise((done) => setTimeout(done, 1200));
      child.kill('SIGINT');
      await ended;
      const fields = FIELDS.flatMap((field) => ['-e', field]);
      const shown = ['-Y', 'tcp.len>0 || tcp.flags.syn==1'];
      const { out } = await run('tshark', ['-r', file, ...shown, '-T', 'fields', ...fields]);
      rmSync(dir, { recursive: true });
      return exchangesOf(out.trim().split('\n'), port);
    },
  };
}

/** Longer than anything that goes on between a wire and a log: the two are not of the same request then. */
const STRANGE_MS = 5;

/** What one list has more than another, pair by pair; where there are no pairs, as a recording may lack a packet, the median's. */
export function excessOf(longer, shorter) {
  const middle = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
  if (longer.length !== shorter.length) return shorter.map(() => middle(longer) - middle(shorter));
  const excess = longer.map((ms, i) => ms - shorter[i]);
  const usual = middle(excess);
  return excess.map((ms) => (Math.abs(ms - usual) > STRANGE_MS ? usual : ms));
}
