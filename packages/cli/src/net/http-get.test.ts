import { once } from 'node:events';
import net from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, it } from 'vitest';
import { httpGet } from './http-get.js';

let server: net.Server | null = null;
afterEach(() => void server?.close());

/** A server that accepts and then says this and nothing more, as a stopped process or a slow one does. */
async function silent(says = ''): Promise<string> {
  server = net
    .createServer((socket) => void socket.on('error', () => undefined).write(says))
    .listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as net.AddressInfo).port}/`;
}

it.each(['', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'])(
  'gives up after its time, also when memory is collected meanwhile: %j',
  async (says) => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const collecting = setInterval(gc, 20);
    try {
      const { signal } = new AbortController();
      await expect(httpGet(await silent(says), { timeoutS: 0.5, signal })).rejects.toThrow();
    } finally {
      clearInterval(collecting);
    }
  },
);

it('ends at once when asked to', async () => {
  const stop = new AbortController();
  const asked = httpGet(await silent(), { timeoutS: 60, signal: stop.signal });
  stop.abort();
  await expect(asked).rejects.toThrow();
});
