import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { nowMs } from './monotonic-clock.js';
import { turnStartMs } from './turn-clock.js';

function spin(ms: number): void {
  for (const end = nowMs() + ms; nowMs() < end;);
}

it('tells what one turn of the event loop reads the same time, and the next turn a later one', async () => {
  const stamps: number[] = [];
  const server = net.createServer((socket) => socket.on('error', () => undefined));
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const peers: net.Socket[] = [];
  server.on('connection', (socket) => peers.push(socket));
  const clients = await Promise.all(
    [0, 1].map(
      () =>
        new Promise<net.Socket>((done) => {
          const client = net.connect(port, '127.0.0.1', () => done(client));
          client.on('data', () => {
            stamps.push(turnStartMs());
            // The second read of the turn comes this much later.
            spin(5);
          });
        }),
    ),
  );
  while (peers.length < 2) await new Promise((done) => setImmediate(done));
  for (const peer of peers) peer.write('x');
  // Both are there before the loop looks.
  spin(20);
  while (stamps.length < 2) await new Promise((done) => setImmediate(done));
  peers[0]!.write('x');
  while (stamps.length < 3) await new Promise((done) => setImmediate(done));
  expect(stamps[1]).toBe(stamps[0]);
  expect(stamps[2]! - stamps[1]!).toBeGreaterThanOrEqual(5);
  for (const client of clients) client.destroy();
  await new Promise((done) => server.close(done));
});
