import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { tcpServer } from '../test/servers.js';
import { HttpConnection, prepareRequest } from './http-connection.js';
import type { ConnectionSettings } from './http-connection.js';
import { nowMs } from './monotonic-clock.js';
import type { Outcome } from './outcome.js';

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}';

interface Client {
  ask(path?: string): Promise<Outcome>;
  opened(): number;
  close(): void;
}

function client(origin: string, more: Partial<ConnectionSettings> = {}): Client {
  let opened = 0;
  const settings: ConnectionSettings = {
    origin,
    headers: { accept: '*/*' },
    fresh: false,
    maxBodyBytes: 1000,
    connect: {},
    onConnect: () => (opened += 1),
    ...more,
  };
  const connection = new HttpConnection(settings);
  return {
    ask: (path = '/x') => new Promise((done) => connection.send(prepareRequest(settings, path), done)),
    opened: () => opened,
    close: () => connection.close(),
  };
}

/** Answers each request; the callback gets the connection's number and the request's text. */
async function server(
  onRequest: (socket: Socket, connection: number, text: string) => void,
): Promise<string> {
  let connections = 0;
  return tcpServer((socket) => {
    const connection = (connections += 1);
    socket.on('data', (chunk) => onRequest(socket, connection, chunk.toString('latin1')));
  });
}

describe.concurrent('a connection', () => {
  it('sends what a client sends, and nothing else', async () => {
    const texts: string[] = [];
    const url = await server((socket, _connection, text) => {
      texts.push(text);
      socket.write(ANSWER);
    });
    const kept = client(url);
    await kept.ask('/a?b=c');
    kept.close();
    const fresh = client(url, { fresh: true, headers: { host: 'gateway.test' } });
    await fresh.ask();
    expect(texts).toEqual([
      `GET /a?b=c HTTP/1.1\r\nhost: ${new URL(url).host}\r\nconnection: keep-alive\r\naccept: */*\r\n\r\n`,
      'GET /x HTTP/1.1\r\nhost: gateway.test\r\nconnection: close\r\n\r\n',
    ]);
  });

  it('is kept from one request to the next, and opened for each when it is to be fresh', async () => {
    const url = await server((socket) => socket.write(ANSWER));
    for (const [fresh, opened] of [
      [false, 1],
      [true, 3],
    ] as const) {
      const one = client(url, { fresh });
      for (let i = 0; i < 3; i += 1) {
        const before = nowMs();
        const outcome = await one.ask();
        expect(outcome).toMatchObject({ status: 200, error: null, bodyBytes: 2, retried: false });
        expect(outcome.doneMs).toBeGreaterThan(before);
        expect(outcome.doneMs).toBeLessThanOrEqual(nowMs());
      }
      expect(one.opened()).toBe(opened);
      one.close();
    }
  });

  it('that the server closed while it was idle is opened again, which is no second sending', async () => {
    const url = await server((socket, connection) => {
      socket.write(ANSWER);
      if (connection === 1) socket.end();
    });
    const one = client(url);
    await one.ask();
    await sleep(50);
    expect(await one.ask()).toMatchObject({ status: 200, retried: false });
    expect(one.opened()).toBe(2);
    one.close();
  });

  it('is not trusted for longer than the server says', async () => {
    const hinted = ANSWER.replace('\r\n\r\n', '\r\nKeep-Alive: timeout=1\r\n\r\n');
    const url = await server((socket) => socket.write(hinted));
    const one = client(url);
    await one.ask();
    await one.ask();
    expect(one.opened()).toBe(1);
    await sleep(900);
    expect(await one.ask()).toMatchObject({ status: 200, retried: false });
    expect(one.opened()).toBe(2);
    one.close();
  });

  it('is not used again after bytes that belong to no request', async () => {
    const url = await server((socket) => socket.write(ANSWER + ANSWER));
    const one = client(url);
    await one.ask();
    await one.ask();
    expect(one.opened()).toBe(2);
    one.close();
  });

  it('on which something came while it was idle does not take that for an answer', async () => {
    const url = await server((socket, connection, text) => {
      if (text.includes('/late')) return;
      socket.write(ANSWER);
      if (connection === 1) setTimeout(() => socket.write(ANSWER.replace('200 OK', '500 No')), 20);
    });
    const one = client(url);
    await one.ask();
    await sleep(80);
    expect(await one.ask()).toMatchObject({ status: 200 });
    expect(one.opened()).toBe(2);
    one.close();
  });

  it('whose answer lasts until it is closed is whole then', async () => {
    const url = await server((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nhello'));
    const one = client(url);
    expect(await one.ask()).toMatchObject({ status: 200, error: null, bodyBytes: 5 });
    expect(await one.ask()).toMatchObject({ status: 200, error: null, bodyBytes: 5 });
    expect(one.opened()).toBe(2);
  });

  it('does not take a provisional answer for the answer', async () => {
    const url = await server((socket) => socket.write(`HTTP/1.1 103 Early Hints\r\n\r\n${ANSWER}`));
    const one = client(url);
    expect(await one.ask()).toMatchObject({ status: 200, error: null });
    one.close();
  });

  it('that was not HTTP is not the one on which a request goes out that is sent at once', async () => {
    const url = await server((socket, connection) =>
      socket.write(connection === 1 ? 'garbage\r\n\r\n' : ANSWER),
    );
    const settings = {
      origin: url,
      headers: {},
      fresh: false,
      maxBodyBytes: 1000,
      connect: {},
      onConnect: () => undefined,
    };
    const connection = new HttpConnection(settings);
    const request = prepareRequest(settings, '/x');
    const outcomes = await new Promise<Outcome[]>((done) => {
      connection.send(request, (first) => connection.send(request, (second) => done([first, second])));
    });
    expect(outcomes).toMatchObject([{ error: 'protocol' }, { status: 200, error: null }]);
    connection.close();
  });

  it('whose server changes the protocol has no answer', async () => {
    const url = await server((socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\nxyz'),
    );
    expect(await client(url).ask()).toMatchObject({ error: 'protocol' });
  });
});
