import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { tcpServer } from '../test/servers.js';
import type { LoadOptions } from './load-options.js';
import { runLoad } from './run-load.js';

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}';

const one = (url: string): LoadOptions => ({
  baseUrl: url,
  rate: 20,
  workers: 1,
  durationS: 0.5,
  paths: ['/x'],
  // One connection, whatever holds this process up: otherwise a late burst would be spread over several.
  maxInFlight: 1,
});

/**
 * Calls `onRequest` with the number a request has on its connection and in the whole run, from 1. A request
 * is one chunk here. A close without an answer is all a client ever sees of the race, so none has to be timed.
 */
async function server(onRequest: (socket: Socket, nth: number, total: number) => void): Promise<string> {
  let total = 0;
  return tcpServer((socket) => {
    let nth = 0;
    socket.on('data', () => onRequest(socket, (nth += 1), (total += 1)));
  });
}

const closings: [string, (socket: Socket) => void][] = [
  ['closes', (socket) => void socket.end()],
  ['resets', (socket) => void socket.resetAndDestroy()],
];

describe.concurrent.each(closings)('a server that %s a kept connection', (_name, drop) => {
  it('is sent the request once more when it had answered before, which is no error', async () => {
    const url = await server((socket, _nth, total) => (total === 3 ? drop(socket) : socket.write(ANSWER)));
    const result = await runLoad(one(url));
    expect(result).toMatchObject({ request_count: 10, success_count: 10, error_count: 0, retried_count: 1 });
    expect(result.connections_opened).toBe(2);
    expect(result.notes.join()).toMatch(/sent again|once more/);
  });

  it('shows when it answers the second sending no better', async () => {
    let met = 0;
    const url = await server((socket, _nth, total) => {
      met = total;
      if (total === 1) socket.write(ANSWER);
      else drop(socket);
    });
    const result = await runLoad(one(url));
    expect(result).toMatchObject({ request_count: 10, success_count: 1, retried_count: 1 });
    expect(result.errors).toEqual({ closed: 9 });
    // Only the connection that had answered was worth a second sending.
    expect(met).toBe(11);
  });

  it('shows when part of the answer had come', async () => {
    const url = await server((socket, _nth, total) => {
      if (total !== 3) return void socket.write(ANSWER);
      socket.write(ANSWER.slice(0, -1), () => drop(socket));
    });
    const result = await runLoad(one(url));
    expect(result).toMatchObject({ request_count: 10, error_count: 1, retried_count: 0 });
  });
});
