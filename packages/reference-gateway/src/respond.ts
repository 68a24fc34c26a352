import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests that one connection may bring. */
export const REQUESTS_PER_CONNECTION = 5;

/**
 * Writes heads as the real gateway does: no date, and of the connection only how long it is kept or that
 * it closes.
 */
export class Respond {
  readonly #keepAlive: string;
  readonly #requests = new WeakMap<Socket, number>();

  /** @param keepAliveS how long an idle connection is kept, seconds */
  constructor(keepAliveS: number) {
    this.#keepAlive = `timeout=${keepAliveS}, max=${REQUESTS_PER_CONNECTION}`;
  }

  /** To be called once for each request. */
  begin(response: ServerResponse): void {
    const { socket } = response;
    response.sendDate = false;
    if (!socket) return;
    const requests = (this.#requests.get(socket) ?? 0) + 1;
    this.#requests.set(socket, requests);
    if (requests >= REQUESTS_PER_CONNECTION || !response.shouldKeepAlive)
      response.setHeader('Connection', 'close');
    else {
      response.setHeader('Keep-Alive', this.#keepAlive);
      // HTTP 1.1 keeps a connection unless told otherwise.
      response.removeHeader('Connection');
    }
  }

  /** Sends a whole body; an empty one has no type. */
  send(response: ServerResponse, status: number, body: Buffer): void {
    response.writeHead(status, {
      'Content-Length': body.length,
      ...(status === 204 ? {} : { 'Content-Type': 'application/json' }),
    });
    response.end(body);
  }
}
