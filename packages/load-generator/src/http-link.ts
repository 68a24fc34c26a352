import net from 'node:net';
import type { Socket } from 'node:net';
import tls from 'node:tls';
import { closeSoon } from './closing-sockets.js';
import { READ_BYTES } from './llhttp.js';
import { errorKindOf } from './outcome.js';
import type { ErrorKind } from './outcome.js';
import { ResponseReader } from './response-reader.js';
import { turnStartMs } from './turn-clock.js';

/** All sockets read into one block: what they read is taken in before the next one reads. */
const block = Buffer.allocUnsafe(READ_BYTES);

export interface LinkEvents {
  onOpen(): void;
  /** Something was read; `sound`: it is HTTP so far. */
  onRead(sound: boolean): void;
  onLost(kind: ErrorKind): void;
}

/** One socket, and what has come on it for the request that is out. */
export class HttpLink {
  readonly reader: ResponseReader = new ResponseReader();
  readonly #socket: Socket;
  #closed = false;
  /** Whole answers that came on it. */
  answered = 0;
  /** Read since the request was sent. */
  bytes = 0;
  trustedUntilMs: number = Infinity;

  constructor(target: LinkTarget, events: LinkEvents) {
    const onread = {
      buffer: block,
      callback: (length: number): boolean => {
        turnStartMs();
        this.bytes += length;
        if (!this.#closed) events.onRead(this.reader.read(block, length));
        return true;
      },
    };
    const options = { ...target.options, onread };
    this.#socket = target.secure ? tls.connect(options) : net.connect(options);
    this.#socket.once(target.secure ? 'secureConnect' : 'connect', () => events.onOpen());
    this.#socket.once('end', () => {
      if (this.reader.finish()) events.onRead(true);
      else events.onLost('closed');
    });
    this.#socket.on('error', (error) => events.onLost(errorKindOf(error)));
    this.#socket.once('close', () => {
      events.onLost('closed');
      this.#closed = true;
      this.reader.free();
    });
  }

  send(request: string): void {
    this.reader.begin();
    this.bytes = 0;
    this.#socket.write(request, 'latin1');
  }

  close(): void {
    closeSoon(this.#socket);
  }
}

/** Where sockets are opened to. */
export interface LinkTarget {
  readonly secure: boolean;
  readonly options: net.TcpNetConnectOpts & tls.ConnectionOptions;
}

/** @param connect passed to `net.connect` / `tls.connect` */
export function linkTarget(origin: string, connect: object): LinkTarget {
  const url = new URL(origin);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  const name = net.isIP(host) === 0 ? { servername: host } : {};
  const tlsOptions = secure ? { ALPNProtocols: ['http/1.1'], ...name } : {};
  return { secure, options: { host, port, ...tlsOptions, ...connect } };
}
