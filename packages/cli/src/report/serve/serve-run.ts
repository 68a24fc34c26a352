import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { renderLiveHtml } from '@medkit-bench/reporters';
import { badInput, messageOf } from '../../errors.js';
import { renderRunPage } from '../write-reports.js';
import { EventStream } from './event-stream.js';
import { RunWatcher } from './run-state.js';

const HOST = '127.0.0.1';
const POLL_MS = 500;
/** More pages than a person opens; beyond, one page that reconnects for ever would eat the machine. */
const MOST_STREAMS = 16;
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "frame-ancestors 'none'",
};

export interface ServeOptions {
  runDir: string;
  /** 0: any free port. */
  port: number;
  signal: AbortSignal;
}

/** A run that is being served. */
export interface ServedRun {
  url: string;
  /** Resolves when the signal has ended it and every connection is closed. */
  done: Promise<void>;
}

/**
 * Serves a page that follows a run: on loopback only, to whoever knows the random token in its address.
 * @throws BenchError (exit 2) when the port is taken or not allowed
 */
export async function serveRun({ runDir, port, signal }: ServeOptions): Promise<ServedRun> {
  const token = randomBytes(24).toString('base64url');
  const site = new RunSite(runDir, token);
  const server = createServer((request, response) => void site.answer(request, response));
  const bound = await listen(server, port);
  site.hosts = [`${HOST}:${bound}`, `localhost:${bound}`];
  const timer = setInterval(() => site.tell(), POLL_MS);
  const done = new Promise<void>((resolve) => {
    const stop = (): void => {
      clearInterval(timer);
      site.end();
      server.close(() => resolve());
      server.closeAllConnections();
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  return { url: `http://${HOST}:${bound}/${token}/`, done };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portProblem(port, error)));
    server.listen({ host: HOST, port, exclusive: true }, () => resolve());
  });
  return (server.address() as AddressInfo).port;
}

function portProblem(port: number, error: NodeJS.ErrnoException): Error {
  const next = 'choose another with --port, or leave --port out for a free one';
  if (error.code === 'EADDRINUSE') return badInput(`port ${port} on ${HOST} is taken`, next);
  return badInput(`port ${port} on ${HOST} cannot be used: ${error.message}`, next);
}

/** What is served: the page, its events, and the report of what is finished. */
class RunSite {
  hosts: readonly string[] = [];
  readonly #runDir: string;
  readonly #token: Buffer;
  readonly #watcher: RunWatcher;
  readonly #streams = new Set<EventStream>();

  constructor(runDir: string, token: string) {
    this.#runDir = runDir;
    this.#token = Buffer.from(token);
    this.#watcher = new RunWatcher(runDir);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const [, token = '', ...rest] = (request.url ?? '').split('?')[0]?.split('/') ?? [];
    // A page elsewhere that makes its own name mean this machine comes with that name (DNS rebinding).
    const known = this.hosts.includes(request.headers.host ?? '') && this.#knows(token);
    if (!known) return refuse(response, 404, 'not found: the address on the terminal has the token');
    if (request.method !== 'GET') return refuse(response, 405, 'this page is only for reading');
    const page = rest.join('/');
    if (page === '') return html(response, renderLiveHtml({ run: path.basename(this.#runDir) }));
    if (page === 'events') return this.#open(response);
    if (page === 'report.html') return this.#report(response);
    return refuse(response, 404, 'not found');
  }

  tell(): void {
    if (this.#streams.size === 0) return;
    try {
      const state = this.#watcher.read();
      for (const stream of this.#streams) stream.send(state);
    } catch (error) {
      for (const stream of this.#streams) stream.problem(messageOf(error));
    }
  }

  end(): void {
    for (const stream of this.#streams) stream.end();
    this.#streams.clear();
  }

  #open(response: ServerResponse): void {
    if (this.#streams.size >= MOST_STREAMS)
      return refuse(response, 503, `${MOST_STREAMS} pages follow this run already; close one`);
    const stream = new EventStream(response);
    this.#streams.add(stream);
    response.on('close', () => this.#streams.delete(stream));
    this.tell();
  }

  // Written from the figures, not read from the folder: a page there could be anybody's.
  async #report(response: ServerResponse): Promise<void> {
    try {
      html(response, await renderRunPage(this.#runDir));
    } catch (error) {
      refuse(response, 404, messageOf(error));
    }
  }

  #knows(token: string): boolean {
    const given = Buffer.from(token);
    return given.length === this.#token.length && timingSafeEqual(given, this.#token);
  }
}

function html(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(text);
}

function refuse(response: ServerResponse, code: number, message: string): void {
  response.writeHead(code, { 'content-type': 'text/plain; charset=utf-8' }).end(`${message}\n`);
}
