import { HttpLink, linkTarget } from './http-link.js';
import type { LinkTarget } from './http-link.js';
import { nowMs } from './monotonic-clock.js';
import type { ErrorKind, Outcome } from './outcome.js';
import { turnStartMs } from './turn-clock.js';

/** What every connection of a run has in common. */
export interface ConnectionSettings {
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Close after each answer, so that every request pays for a new connection. */
  readonly fresh: boolean;
  readonly maxBodyBytes: number;
  /** Passed to `net.connect` / `tls.connect`: certificates, and a lookup that costs nothing. */
  readonly connect: object;
  readonly onConnect: () => void;
}

/** A request as it goes out; prepared once per path and sent many times. */
export type PreparedRequest = string;

/** The target's `origin` and headers are checked before; characters are bytes. */
export function prepareRequest(settings: ConnectionSettings, path: string): PreparedRequest {
  const { host } = new URL(settings.origin);
  const headers = { host, connection: settings.fresh ? 'close' : 'keep-alive', ...settings.headers };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}

/** How long an idle connection is trusted when the server does not say. */
const KEEP_S = 60;
/** A connection is given up this long before the server would close it. */
const MARGIN_MS = 200;

/**
 * One connection slot: holds one socket and opens another when the server closes it. Sends one request at a time, on sockets
 * that read into one shared block and with the parser of Node: of what an HTTP client does for a request, a load
 * generator needs a fraction, and the rest would be in every latency.
 */
export class HttpConnection {
  readonly #settings: ConnectionSettings;
  readonly #target: LinkTarget;
  #link: HttpLink | null = null;
  #onDone: ((outcome: Outcome) => void) | null = null;
  #request: PreparedRequest = '';
  #retried = false;
  dead = false;
  /** When the request on it is given up; kept here so that sending allocates little. */
  deadlineMs = 0;

  constructor(settings: ConnectionSettings) {
    this.#settings = settings;
    this.#target = linkTarget(settings.origin, settings.connect);
  }

  /** Sends a request; `onDone` is called exactly once, with whatever became of it. */
  send(request: PreparedRequest, onDone: (outcome: Outcome) => void): void {
    this.#onDone = onDone;
    this.#request = request;
    this.#retried = false;
    if (this.#link !== null && nowMs() > this.#link.trustedUntilMs) this.#drop();
    if (this.#link === null) this.#connect();
    else this.#link.send(request);
  }

  /** Gives the outstanding request up and the connection with it. */
  abandon(kind: ErrorKind): void {
    this.dead = true;
    this.#fail(kind, nowMs());
  }

  close(): void {
    this.dead = true;
    this.#drop();
  }

  #connect(): void {
    const link = new HttpLink(this.#target, {
      onOpen: () => {
        if (this.#link !== link) return;
        this.#settings.onConnect();
        link.send(this.#request);
      },
      onRead: (sound) => {
        if (this.#link === link) this.#read(link, sound);
      },
      onLost: (kind) => {
        if (this.#link === link) this.#lost(link, kind);
      },
    });
    this.#link = link;
  }

  #read(link: HttpLink, sound: boolean): void {
    const { reader } = link;
    if (reader.bodyBytes > this.#settings.maxBodyBytes) this.abandon('body-too-large');
    else if (reader.complete) this.#answered(link, sound);
    else if (!sound) this.#fail('protocol', turnStartMs());
  }

  #answered(link: HttpLink, sound: boolean): void {
    const { reader } = link;
    const doneMs = turnStartMs();
    link.answered += 1;
    link.trustedUntilMs = doneMs + (reader.keepAliveS ?? KEEP_S) * 1000 - MARGIN_MS;
    const { status } = reader;
    const kind = status !== null && status >= 200 && status < 300 ? null : 'status';
    // Bytes after the answer belong to no request: what else comes on such a connection cannot be told.
    const reusable = sound && reader.keepAlive && !reader.overrun && !this.#settings.fresh;
    const outcome = this.#outcome(kind, doneMs);
    if (!reusable) this.#drop();
    this.#end(outcome);
  }

  /**
   * A server may close an idle connection at the very moment a request is put on it. When not one byte came
   * back on a connection that has answered before, the request was not taken up, and a client sends it again
   * (RFC 9112 section 9.3.1); once, so that a server that always closes shows.
   */
  #lost(link: HttpLink, kind: ErrorKind): void {
    const again = kind === 'closed' && !this.#retried && link.answered > 0 && link.bytes === 0;
    if (this.#onDone !== null && again) {
      this.#retried = true;
      this.#drop();
      this.#connect();
      return;
    }
    this.#fail(kind, nowMs());
  }

  #drop(): void {
    const link = this.#link;
    this.#link = null;
    link?.close();
  }

  /** The connection goes first: whoever is told may send the next request at once. */
  #fail(error: ErrorKind, doneMs: number): void {
    const outcome = this.#outcome(error, doneMs);
    this.#drop();
    this.#end(outcome);
  }

  #outcome(error: ErrorKind | null, doneMs: number): Outcome {
    const reader = this.#link?.reader;
    return {
      status: reader?.status ?? null,
      error,
      bodyBytes: reader?.bodyBytes ?? 0,
      retried: this.#retried,
      doneMs,
    };
  }

  #end(outcome: Outcome): void {
    const onDone = this.#onDone;
    this.#onDone = null;
    onDone?.(outcome);
  }
}
