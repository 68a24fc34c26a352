import http from 'node:http';
import https from 'node:https';
import { InjectionError } from './injection.js';

export interface HttpCall {
  url: string;
  method: string;
  headers?: Record<string, string>;
  /** Sent as JSON; absent: no body. */
  body?: unknown;
  timeoutS: number;
  signal?: AbortSignal;
}

export interface HttpReply {
  status: number;
  body: string;
  headers: http.IncomingHttpHeaders;
  /** When the connection stood and the request left. */
  startMs: number;
}

/** More of an answer than this says nothing new. */
const MAX_BODY = 1_000_000;

/**
 * One request on a connection of its own: bursts must not queue behind each other on a kept one,
 * and an idle one would hold a worker of the server being measured.
 * @throws InjectionError for a server that cannot be reached, breaks off, is late or talks without end
 */
export function httpCall(call: HttpCall): Promise<HttpReply> {
  const timeout = AbortSignal.timeout(call.timeoutS * 1000);
  const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
  const text = call.body === undefined ? undefined : JSON.stringify(call.body);
  let startMs: number | undefined;
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      const late = timeout.aborted && !call.signal?.aborted;
      const why = late ? `no answer within ${call.timeoutS} s` : error.message;
      reject(new InjectionError(`${call.method} ${call.url}: ${why}`, startMs));
    };
    let request: http.ClientRequest;
    try {
      request = clientFor(call.url).request(call.url, {
        agent: false,
        method: call.method,
        headers: {
          connection: 'close',
          ...(text === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
          ...call.headers,
        },
        signal,
      });
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    request.on('socket', (socket) => {
      socket.once(call.url.startsWith('https:') ? 'secureConnect' : 'connect', () => {
        startMs = performance.now();
      });
    });
    request.on('response', (response) => {
      readBounded(response).then(
        (body) =>
          resolve({
            status: response.statusCode ?? 0,
            body,
            headers: response.headers,
            startMs: startMs ?? performance.now(),
          }),
        fail,
      );
    });
    request.on('error', fail);
    request.end(text);
  });
}

function clientFor(url: string): typeof http | typeof https {
  const { protocol } = new URL(url);
  if (protocol === 'https:') return https;
  if (protocol === 'http:') return http;
  throw new Error(`${protocol} is neither http: nor https:`);
}

async function readBounded(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length > MAX_BODY) throw new Error(`answered more than ${MAX_BODY} bytes`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** @throws InjectionError for an answer that is no success, a redirect included */
export function requireSuccess(call: HttpCall, reply: HttpReply): void {
  if (reply.status >= 200 && reply.status < 300) return;
  throw new InjectionError(
    `${call.method} ${call.url} answered ${reply.status}: ${reply.body.slice(0, 200)}`,
    reply.startMs,
  );
}
