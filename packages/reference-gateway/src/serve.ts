import type { IncomingMessage, ServerResponse } from 'node:http';
import http from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { AnswerCache } from './answer-cache.js';
import { Gateway } from './gateway.js';
import { numberOf } from './params.js';
import { QuietHeap } from './quiet-heap.js';

/** Largest graph change that is accepted. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

const { params, port } = workerData as { params: Map<string, unknown>; port: number };
/** Requests the server sends itself before it says that it is ready. */
const WARM_UP_REQUESTS = 400;

const host = String(workerData.params.get('server.host'));
const heap = new QuietHeap();
const gateway = new Gateway(params, () => heap.rest());
const answers = new AnswerCache(gateway);

const server = http.createServer((request, response) => {
  if (request.method === 'POST' && request.url === '/x-reference/graph') changeGraph(request, response);
  else send(response, answers.get(request.url ?? '/'));
});
server.maxRequestsPerSocket = 5;
server.keepAliveTimeout = numberOf(params, 'server.keep_alive_timeout_sec') * 1000;
server.on('error', (error: NodeJS.ErrnoException) => {
  const what =
    error.code === 'EADDRINUSE' ? `port ${port} is in use; choose another with --port` : error.message;
  parentPort?.postMessage({ failed: `cannot listen: ${what}` });
});
server.listen(port, host, () => {
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
}

function changeGraph(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) request.destroy();
    else chunks.push(chunk);
  });
  request.on('end', () => {
    try {
      const nodes = gateway.change(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      send(response, { status: 200, body: Buffer.from(JSON.stringify({ nodes })) });
    } catch (error) {
      const text = JSON.stringify(
        { error_code: 'invalid-request', message: `Malformed graph: ${(error as Error).message}` },
        null,
        2,
      );
      send(response, { status: 400, body: Buffer.from(text) });
    }
  });
}

function send(response: ServerResponse, answer: { status: number; body: Buffer }): void {
  response.writeHead(answer.status, {
    'content-type': 'application/json',
    'content-length': answer.body.length,
  });
  response.end(answer.body);
  response.once('close', () => heap.rest());
}
