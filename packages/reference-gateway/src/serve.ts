import http from 'node:http';
import type { Socket } from 'node:net';
import net from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { DelayModel, delaySettings } from './delay-model.js';
import { appOfSource } from './entities.js';
import { FaultManager } from './fault-manager.js';
import { Gateway } from './gateway.js';
import { numberOf } from './params.js';
import { QuietCompiler } from './quiet-compiler.js';
import { QuietHeap } from './quiet-heap.js';
import { RequestLog } from './request-log.js';
import { REQUESTS_PER_CONNECTION, Respond } from './respond.js';
import { Router } from './router.js';
import { spinCpuMs } from './spin.js';
import { WorkerPool } from './worker-pool.js';

const { params, port } = workerData as { params: Map<string, unknown>; port: number };
/** Requests the server sends itself before it says that it is ready. */
const WARM_UP_REQUESTS = 400;

const host = String(workerData.params.get('server.host'));
const heap = new QuietHeap();
const compiler = new QuietCompiler();
const gateway = new Gateway(params, (changed) => (changed ? heap.giveBack() : heap.rest()));
const faults = new FaultManager(params, {
  appOf: (source) => appOfSource(gateway, source),
  rest: () => heap.rest(),
});
const respond = new Respond(numberOf(params, 'server.keep_alive_timeout_sec'));

const pool = new WorkerPool(numberOf(params, 'server.http_thread_pool_size'), (socket) => {
  server.emit('connection', socket);
  socket.resume();
});
const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;
const beganMs = nowMs();
const delays = new DelayModel(delaySettings(params), beganMs);
const cpuPerRequestMs = numberOf(params, 'reference.cpu_per_request_ms');
const logFile = String(params.get('reference.request_log'));
const log = logFile === '' ? null : new RequestLog(logFile, beganMs);
// Where the log is kept time is in question: no collection then comes between requests.
const rest = (): void => (log === null ? heap.rest() : undefined);
const router = new Router({ gateway, faults, respond, rest });
/** When a connection was accepted; its first request takes that and has waited since then. */
const accepted = new WeakMap<Socket, number>();
/** What the server asks itself at the start neither takes time nor counts. */
let ready = false;

const server = http.createServer((request, response) => {
  respond.begin(response);
  compiler.see(performance.now());
  if (!ready || request.url?.startsWith('/x-reference/')) {
    router.route(request, response);
    return;
  }
  if (delays.idle && log === null && cpuPerRequestMs === 0) {
    router.route(request, response);
    gateway.served();
    return;
  }
  const startMs = nowMs();
  const intendedMs = delays.endOf(startMs);
  const acceptedMs = accepted.get(request.socket);
  accepted.delete(request.socket);
  const finish = (): void => {
    spinCpuMs(cpuPerRequestMs);
    router.route(request, response);
    gateway.served();
    response.once('finish', () => {
      const endMs = nowMs();
      const queuedMs = acceptedMs === undefined ? 0 : pool.queuedMs(request.socket);
      const arrivedMs = acceptedMs ?? startMs;
      log?.add({ arrivedMs, startMs, intendedMs, endMs, queuedMs, status: response.statusCode });
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

server.maxRequestsPerSocket = REQUESTS_PER_CONNECTION;
server.keepAliveTimeout = numberOf(params, 'server.keep_alive_timeout_sec') * 1000;
function onListenError(error: NodeJS.ErrnoException): void {
  const what =
    error.code === 'EADDRINUSE' ? `port ${port} is in use; choose another with --port` : error.message;
  parentPort?.postMessage({ failed: `cannot listen: ${what}` });
}

// A connection is not read before a worker takes it.
const listener = net.createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
  if (log !== null) accepted.set(socket, nowMs());
  pool.add(socket);
});
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
  compiler.calm();
  gateway.complete = true;
  ready = true;
}
