import type { IncomingMessage, ServerResponse } from 'node:http';
import http from 'node:http';
import type { Socket } from 'node:net';
import net from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { AnswerCache } from './answer-cache.js';
import type { Answer } from './answers.js';
import { DelayModel, delaySettings } from './delay-model.js';
import { FaultManager } from './fault-manager.js';
import type { FaultRequest } from './fault-router.js';
import { answerFaults, concernsFaults } from './fault-router.js';
import { appNodes, fullName, nodesOf } from './answers.js';
import { Gateway } from './gateway.js';
import { numberOf } from './params.js';
import { QuietHeap } from './quiet-heap.js';
import { RequestLog } from './request-log.js';
import { spinCpuMs } from './spin.js';
import { WorkerPool } from './worker-pool.js';

/** Largest graph change that is accepted. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

const { params, port } = workerData as { params: Map<string, unknown>; port: number };
/** Requests the server sends itself before it says that it is ready. */
const WARM_UP_REQUESTS = 400;

const host = String(workerData.params.get('server.host'));
const heap = new QuietHeap();
const gateway = new Gateway(params, () => heap.rest());
const answers = new AnswerCache(gateway);

const faults = new FaultManager(params, {
  appOf: (source) => appNodes(gateway).find((node) => fullName(node) === source)?.name ?? null,
  rest: () => heap.rest(),
});
const BASE = '/api/v1';
const SSE_FULL = 'Maximum number of SSE clients reached. Please try again later.';

const pool = new WorkerPool(numberOf(params, 'server.http_thread_pool_size'), (socket) => {
  server.emit('connection', socket);
  socket.resume();
});
const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;
const delays = new DelayModel(delaySettings(params), nowMs());
const cpuPerRequestMs = numberOf(params, 'reference.cpu_per_request_ms');
const logFile = String(params.get('reference.request_log'));
const log = logFile === '' ? null : new RequestLog(logFile);
const seen = new WeakSet<Socket>();
/** What the server asks itself at the start neither takes time nor counts. */
let ready = false;

const server = http.createServer((request, response) => {
  if (!ready || request.url?.startsWith('/x-reference/')) {
    route(request, response);
    return;
  }
  if (delays.idle && log === null && cpuPerRequestMs === 0) {
    route(request, response);
    gateway.served();
    return;
  }
  const startMs = nowMs();
  const intendedMs = delays.endOf(startMs);
  const first = !seen.has(request.socket);
  seen.add(request.socket);
  const finish = (): void => {
    spinCpuMs(cpuPerRequestMs);
    route(request, response);
    gateway.served();
    response.once('finish', () => {
      const queuedMs = first ? pool.queuedMs(request.socket) : 0;
      log?.add({ startMs, intendedMs, endMs: nowMs(), queuedMs, status: response.statusCode });
    });
  };
  if (intendedMs <= startMs) finish();
  else setTimeout(() => finishAt(intendedMs, finish), intendedMs - startMs);
});

// Timers count whole milliseconds; the rest is waited for turn by turn.
function finishAt(intendedMs: number, finish: () => void): void {
  if (nowMs() >= intendedMs) finish();
  else setImmediate(() => finishAt(intendedMs, finish));
}

function route(request: IncomingMessage, response: ServerResponse): void {
  const { method = 'GET', url = '/' } = request;
  if (method === 'POST' && url === '/x-reference/graph') {
    readBody(request, (text) => changeGraph(text, response));
    return;
  }
  const [whole = '/', search = ''] = url.split('?');
  const path = whole.startsWith(`${BASE}/`) ? whole.slice(BASE.length) : '';
  if (method === 'GET' && path === '/faults/stream') {
    if (!faults.stream.open(request, response)) sendAnswer(response, unavailable(SSE_FULL));
    else response.once('close', () => heap.rest());
  } else if (concernsFaults({ method, path })) {
    readBody(request, (body) =>
      askFaults(response, { method, path, query: new URLSearchParams(search), body }),
    );
  } else send(response, answers.get(url));
}

function askFaults(response: ServerResponse, asked: FaultRequest): void {
  const answer = (): Answer =>
    answerFaults(faults, asked, (path) => nodesOf(gateway, path)) ?? {
      status: 404,
      body: { error_code: 'resource-not-found', message: 'Resource not found', parameters: { status: 404 } },
    };
  if (faults.up) sendAnswer(response, answer());
  else if (asked.method === 'POST') send(response, answers.get(`${BASE}/apps/fault_manager`));
  // The real gateway waits for the service before it gives up.
  else
    setTimeout(
      () =>
        sendAnswer(
          response,
          unavailable('Failed to get faults', { details: 'ListFaults service not available' }),
        ),
      numberOf(params, 'fault_manager.service_timeout_sec') * 1000,
    );
}

function unavailable(message: string, parameters?: Record<string, string>): Answer {
  return {
    status: 503,
    body: { error_code: 'service-unavailable', message, ...(parameters ? { parameters } : {}) },
  };
}

function sendAnswer(response: ServerResponse, { status, body, headers }: Answer): void {
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
  send(response, { status, body: Buffer.from(body === null ? '' : JSON.stringify(body, null, 2)) });
}
server.maxRequestsPerSocket = 5;
server.keepAliveTimeout = numberOf(params, 'server.keep_alive_timeout_sec') * 1000;
function onListenError(error: NodeJS.ErrnoException): void {
  const what =
    error.code === 'EADDRINUSE' ? `port ${port} is in use; choose another with --port` : error.message;
  parentPort?.postMessage({ failed: `cannot listen: ${what}` });
}

// A connection is not read before a worker takes it.
const listener = net.createServer({ pauseOnConnect: true, noDelay: true }, (socket) => pool.add(socket));
listener.on('error', onListenError);
parentPort?.on('message', (message) => {
  if (message !== 'stop') return;
  log?.flush();
  parentPort?.postMessage({ stopped: true });
});
listener.listen(port, host, () => {
  void warmUp().then(() => parentPort?.postMessage({ listening: port }));
});

/** Answers itself a few hundred times: what the engine compiles and reserves on the way is then in place. */
async function warmUp(): Promise<void> {
  for (let i = 0; i < WARM_UP_REQUESTS; i += 1) {
    await new Promise<void>((resolve) => {
      http
        .get(
          { host, port, path: i % 2 === 0 ? '/api/v1/apps' : '/api/v1/health', agent: false },
          (response) => {
            response.resume();
            response.on('close', resolve);
          },
        )
        .on('error', () => resolve());
    });
  }
  heap.prepare();
  ready = true;
}

function readBody(request: IncomingMessage, then: (text: string) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) request.destroy();
    else chunks.push(chunk);
  });
  request.on('end', () => then(Buffer.concat(chunks).toString('utf8')));
}

function changeGraph(text: string, response: ServerResponse): void {
  try {
    sendAnswer(response, { status: 200, body: { nodes: gateway.change(JSON.parse(text)) } });
  } catch (error) {
    const message = `Malformed graph: ${(error as Error).message}`;
    sendAnswer(response, { status: 400, body: { error_code: 'invalid-request', message } });
  }
}

function send(response: ServerResponse, answer: { status: number; body: Buffer }): void {
  response.writeHead(answer.status, {
    ...(answer.status === 204 ? {} : { 'content-type': 'application/json' }),
    'content-length': answer.body.length,
  });
  response.end(answer.body);
  response.once('close', () => heap.rest());
}
