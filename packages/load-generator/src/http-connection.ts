import { Client } from 'undici';
import type { Dispatcher } from 'undici';
import { errorKindOf } from './outcome.js';
import type { ErrorKind, Outcome } from './outcome.js';

/** What every connection of a run has in common. */
export interface ConnectionSettings {
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Close after each answer, so that every request pays for a new connection. */
  readonly fresh: boolean;
  readonly maxBodyBytes: number;
  readonly timeoutMs: number;
  /** Passed to `net.connect` / `tls.connect`: certificates, and a lookup that costs nothing. */
  readonly connect: object;
  readonly onConnect: () => void;
}

/**
 * One connection slot: an undici `Client`, which holds one socket and reopens it when the server closes it.
 * undici's dispatch interface is used because it hands over parsed pieces without building streams.
 */
export class HttpConnection {
  readonly #settings: ConnectionSettings;
  readonly #client: Client;
  #exchange: Exchange | null = null;
  dead = false;

  constructor(settings: ConnectionSettings) {
    this.#settings = settings;
    this.#client = new Client(settings.origin, {
      pipelining: 1,
      // Total deadlines are kept outside: undici's restart with every byte, which a slow sender exploits.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 60_000,
      keepAliveMaxTimeout: 600_000,
      // By default undici gives up 2 s before the server's hint: with `Keep-Alive: timeout=2` it would never reuse.
      keepAliveTimeoutThreshold: 200,
      connect: { ...settings.connect, timeout: settings.timeoutMs },
    });
    this.#client.on('connect', settings.onConnect);
  }

  /** Sends a GET; `onDone` is called exactly once, with whatever became of it. */
  send(path: string, onDone: (outcome: Outcome) => void): void {
    const exchange = new Exchange(this.#settings.maxBodyBytes, (outcome) => {
      this.#exchange = null;
      onDone(outcome);
    });
    this.#exchange = exchange;
    this.#client.dispatch(
      { path, method: 'GET', headers: this.#settings.headers, reset: this.#settings.fresh, blocking: false },
      exchange,
    );
  }

  /** Gives the outstanding request up and the connection with it. */
  abandon(kind: ErrorKind): void {
    this.dead = true;
    this.#exchange?.settle(kind);
    this.close();
  }

  close(): void {
    this.dead = true;
    void this.#client.destroy().catch(() => undefined);
  }
}

class BodyTooLarge extends Error {}

/** Collects one answer: its status and how many body bytes came, never the body. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #maxBodyBytes: number;
  #onDone: ((outcome: Outcome) => void) | null;
  #status: number | null = null;
  #bodyBytes = 0;

  constructor(maxBodyBytes: number, onDone: (outcome: Outcome) => void) {
    this.#maxBodyBytes = maxBodyBytes;
    this.#onDone = onDone;
  }

  onRequestStart(): void {}

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bodyBytes += chunk.length;
    if (this.#bodyBytes > this.#maxBodyBytes) controller.abort(new BodyTooLarge());
  }

  onResponseEnd(): void {
    const status = this.#status;
    this.settle(status !== null && status >= 200 && status < 300 ? null : 'status');
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.settle(error instanceof BodyTooLarge ? 'body-too-large' : errorKindOf(error));
  }

  settle(error: ErrorKind | null): void {
    const onDone = this.#onDone;
    this.#onDone = null;
    onDone?.({ status: this.#status, error, bodyBytes: this.#bodyBytes });
  }
}
