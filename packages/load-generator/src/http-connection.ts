import type { Socket } from 'node:net';
import { Client, buildConnector } from 'undici';
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

/** A request as undici takes it; prepared once per path and sent many times. */
export type PreparedRequest = Dispatcher.DispatchOptions;

export function prepareRequest(settings: ConnectionSettings, path: string): PreparedRequest {
  return {
    path,
    method: 'GET',
    headers: Object.entries(settings.headers).flat(),
    reset: settings.fresh,
    blocking: false,
  };
}

/**
 * One connection slot: an undici `Client`, which holds one socket and reopens it when the server closes it.
 * It is the handler of its own requests, one at a time, and counts body bytes instead of keeping them.
 *
 * The handler has undici 7's first shape (`onHeaders` and so on): its later one parses every header into an
 * object, which costs a fifth of a request and serves nobody here.
 */
export class HttpConnection implements Dispatcher.DispatchHandler {
  readonly #maxBodyBytes: number;
  readonly #client: Client;
  #onDone: ((outcome: Outcome) => void) | null = null;
  #request: PreparedRequest | null = null;
  #socket: Socket | null = null;
  /** Whole answers that came on the socket that is open now. */
  #answered = 0;
  #bytesBefore = 0;
  #retried = false;
  #status: number | null = null;
  #bodyBytes = 0;
  dead = false;
  /** When the request on it is given up; kept here so that sending allocates little. */
  deadlineMs = 0;

  constructor(settings: ConnectionSettings) {
    this.#maxBodyBytes = settings.maxBodyBytes;
    this.#client = new Client(settings.origin, {
      pipelining: 1,
      // Total deadlines are kept outside: undici's restart with every byte, which a slow sender exploits.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 60_000,
      keepAliveMaxTimeout: 600_000,
      // By default undici gives up 2 s before the server's hint: with `Keep-Alive: timeout=2` it would never reuse.
      keepAliveTimeoutThreshold: 200,
      connect: this.#connector(settings),
    });
  }

  /** Sends a request; `onDone` is called exactly once, with whatever became of it. */
  send(request: PreparedRequest, onDone: (outcome: Outcome) => void): void {
    this.#onDone = onDone;
    this.#request = request;
    this.#retried = false;
    this.#status = null;
    this.#bodyBytes = 0;
    this.#bytesBefore = this.#socket?.bytesRead ?? 0;
    this.#client.dispatch(request, this);
  }

  /** Gives the outstanding request up and the connection with it. */
  abandon(kind: ErrorKind): void {
    this.dead = true;
    this.#settle(kind);
    this.close();
  }

  close(): void {
    this.dead = true;
    void this.#client.destroy().catch(() => undefined);
  }

  onConnect(): void {}

  onHeaders(status: number): boolean {
    this.#status = status;
    return true;
  }

  onData(chunk: Buffer): boolean {
    this.#bodyBytes += chunk.length;
    if (this.#bodyBytes > this.#maxBodyBytes) this.abandon('body-too-large');
    return true;
  }

  onComplete(): void {
    this.#answered += 1;
    const status = this.#status;
    this.#settle(status !== null && status >= 200 && status < 300 ? null : 'status');
  }

  onError(error: Error): void {
    const kind = errorKindOf(error);
    if (kind === 'closed' && this.#lostTheCloseRace()) {
      this.#retried = true;
      // After undici has finished with the socket that was lost; the same client then opens another.
      queueMicrotask(() => this.#client.dispatch(this.#request!, this));
      return;
    }
    this.#settle(kind);
  }

  /**
   * A server may close an idle connection at the very moment a request is put on it. When not one byte came
   * back on a connection that has answered before, the request was not taken up, and a client sends it again
   * (RFC 9112 section 9.3.1); once, so that a server that always closes shows.
   */
  #lostTheCloseRace(): boolean {
    if (this.#retried || this.dead || this.#onDone === null) return false;
    return this.#answered > 0 && this.#socket?.bytesRead === this.#bytesBefore;
  }

  #connector(settings: ConnectionSettings): buildConnector.connector {
    const connect = buildConnector({ ...settings.connect, timeout: settings.timeoutMs });
    return (options, callback) => {
      connect(options, (...[error, socket]: buildConnector.CallbackArgs) => {
        if (error !== null) return callback(error, null);
        settings.onConnect();
        this.#socket = socket;
        this.#answered = 0;
        this.#bytesBefore = 0;
        callback(null, socket);
      });
    };
  }

  #settle(error: ErrorKind | null): void {
    const onDone = this.#onDone;
    this.#onDone = null;
    onDone?.({ status: this.#status, error, bodyBytes: this.#bodyBytes, retried: this.#retried });
  }
}
