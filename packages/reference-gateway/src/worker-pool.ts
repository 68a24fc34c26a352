import type { Socket } from 'node:net';

/**
 * The pool that serves connections as cpp-httplib's does: a worker takes a connection and keeps it until it closes -
 * idle between requests, or streaming - while later connections wait, unread, in the order they came.
 */
export class WorkerPool {
  readonly #size: number;
  readonly #serve: (socket: Socket) => void;
  readonly #waiting: { socket: Socket; sinceMs: number }[] = [];
  readonly #queuedMs = new WeakMap<Socket, number>();
  #busy = 0;

  constructor(size: number, serve: (socket: Socket) => void) {
    this.#size = size;
    this.#serve = serve;
  }

  get busy(): number {
    return this.#busy;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Takes a connection that has not been read from yet. */
  add(socket: Socket): void {
    if (this.#busy < this.#size) this.#begin(socket, performance.now());
    else {
      const entry = { socket, sinceMs: performance.now() };
      this.#waiting.push(entry);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        const at = this.#waiting.indexOf(entry);
        if (at >= 0) this.#waiting.splice(at, 1);
      });
    }
  }

  /** How long a connection waited for its worker, in milliseconds. */
  queuedMs(socket: Socket): number {
    return this.#queuedMs.get(socket) ?? 0;
  }

  #begin(socket: Socket, sinceMs: number): void {
    this.#busy += 1;
    this.#queuedMs.set(socket, performance.now() - sinceMs);
    socket.once('close', () => {
      this.#busy -= 1;
      const next = this.#waiting.shift();
      if (next) this.#begin(next.socket, next.sinceMs);
    });
    this.#serve(socket);
  }
}
