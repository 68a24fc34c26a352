import type { IncomingMessage, ServerResponse } from 'node:http';
import { AnswerCache } from './answer-cache.js';
import type { Answer } from './answers.js';
import { entityAt } from './answers.js';
import { readData } from './data-answers.js';
import { TYPES } from './entities.js';
import { errorAnswer, isAnswer, notFound, unavailable } from './error-answers.js';
import type { FaultScope } from './fault-answers.js';
import { callFaultService } from './fault-answers.js';
import type { FaultManager } from './fault-manager.js';
import { answerFaults, concernsFaults } from './fault-router.js';
import type { Gateway } from './gateway.js';
import { fullName } from './graph-node.js';
import { execute } from './operation-answers.js';
import { numberOf } from './params.js';
import type { Respond } from './respond.js';

/** Largest body that is accepted. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;
const BASE = '/api/v1';
const SSE_FULL = 'Maximum number of SSE clients reached. Please try again later.';
const EXECUTIONS = /^\/[a-z]+\/[^/]+\/operations\/([^/]+)\/executions\/?$/;
const UPLOAD = /^\/(areas|functions)\/[^/]+\/bulk-data\/[^/]+\/?$/;

export interface RouterParts {
  gateway: Gateway;
  faults: FaultManager;
  respond: Respond;
  /** Called when an answer is out. */
  rest: () => void;
}

/** Finds the answer to a request, in time or later. */
export class Router {
  readonly #gateway: Gateway;
  readonly #faults: FaultManager;
  readonly #respond: Respond;
  readonly #rest: () => void;
  readonly #answers: AnswerCache;
  #coldWaits = 0;

  constructor({ gateway, faults, respond, rest }: RouterParts) {
    this.#gateway = gateway;
    this.#faults = faults;
    this.#respond = respond;
    this.#rest = rest;
    this.#answers = new AnswerCache(gateway);
  }

  route(request: IncomingMessage, response: ServerResponse): void {
    const { method = 'GET', url = '/' } = request;
    if (method === 'POST' && url === '/x-reference/graph') {
      readBody(request, (text) => this.#changeGraph(text, response));
      return;
    }
    const [whole = '/', search = ''] = url.split('?');
    const path = whole === BASE || whole.startsWith(`${BASE}/`) ? whole.slice(BASE.length) || '/' : null;
    if (path === null) this.#send(response, notFound());
    else if (method === 'GET' || method === 'HEAD') this.#get(request, response, { path, search });
    else readBody(request, (body) => this.#change(response, { method, path, search, body }));
  }

  #get(request: IncomingMessage, response: ServerResponse, { path, search }: Asked): void {
    if (/^\/faults\/stream\/?$/.test(path)) {
      if (!this.#faults.stream.open(request, response)) this.#send(response, unavailable(SSE_FULL));
      else response.once('close', this.#rest);
    } else if (concernsFaults(path)) this.#askFaults(response, { method: 'GET', path, search });
    else if (path.includes('/data/')) this.#readData(response, path);
    else {
      const { status, body } = this.#answers.get(path);
      this.#sendBody(response, status, body);
    }
  }

  #change(response: ServerResponse, asked: Asked & { method: string; body: string }): void {
    const { method, path } = asked;
    const operation = EXECUTIONS.exec(path)?.[1];
    if (method === 'POST' && operation !== undefined) {
      const found = entityAt(this.#gateway, path);
      this.#send(
        response,
        isAnswer(found)
          ? found
          : execute(found.entity, operation, asked.body, (type, sent) =>
              callFaultService(this.#faults, type, sent),
            ),
      );
    } else if (method === 'POST' && UPLOAD.test(path)) this.#send(response, noUpload(path));
    else if (method === 'DELETE' && concernsFaults(path)) this.#askFaults(response, asked);
    else this.#send(response, notFound());
  }

  #askFaults(response: ServerResponse, { method, path, search }: Asked & { method: string }): void {
    const query = new URLSearchParams(search);
    const answer =
      answerFaults(this.#faults, { method, path, query }, (at) => this.#scopeOf(at)) ?? notFound();
    // The real gateway waits for the service before it gives up.
    const waitS =
      answer.status === 503 ? numberOf(this.#gateway.params, 'fault_manager.service_timeout_sec') : 0;
    this.#sendAfter(response, answer, waitS);
  }

  #readData(response: ServerResponse, path: string): void {
    const found = entityAt(this.#gateway, path);
    if (isAnswer(found)) this.#send(response, found);
    else if (found.rest[0] !== 'data') this.#send(response, notFound());
    else {
      const { answer, waitS } = readData(this.#gateway, found.entity, found.rest.slice(1).join('/'));
      if (waitS > 0 && this.#coldWaits >= numberOf(this.#gateway.params, 'data_provider.cold_wait_cap')) {
        this.#send(response, TOO_MANY_WAITS);
        return;
      }
      if (waitS > 0) {
        this.#coldWaits += 1;
        response.once('close', () => (this.#coldWaits -= 1));
      }
      this.#sendAfter(response, answer, waitS);
    }
  }

  #scopeOf(path: string): FaultScope | Answer {
    const found = entityAt(this.#gateway, path);
    if (isAnswer(found)) return found;
    const { collection, id, apps } = found.entity;
    return { type: TYPES[collection], entityId: id, nodes: apps.map(({ node }) => fullName(node)) };
  }

  #changeGraph(text: string, response: ServerResponse): void {
    try {
      this.#send(response, { status: 200, body: { nodes: this.#gateway.change(JSON.parse(text)) } });
    } catch (error) {
      this.#send(
        response,
        errorAnswer(400, 'invalid-request', `Malformed graph: ${(error as Error).message}`),
      );
    }
  }

  #sendAfter(response: ServerResponse, answer: Answer, waitS: number): void {
    if (waitS === 0) this.#send(response, answer);
    else setTimeout(() => this.#send(response, answer), waitS * 1000);
  }

  #send(response: ServerResponse, { status, body, headers }: Answer): void {
    for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
    this.#sendBody(response, status, Buffer.from(body === null ? '' : JSON.stringify(body, null, 2)));
  }

  #sendBody(response: ServerResponse, status: number, body: Buffer): void {
    this.#respond.send(response, status, body);
    response.once('close', this.#rest);
  }
}

interface Asked {
  /** Below the base path. */
  path: string;
  /** Query text. */
  search: string;
}

const TOO_MANY_WAITS: Answer = {
  status: 503,
  body: {
    error_code: 'vendor-error',
    message: 'Too many requests wait for a first message',
    vendor_code: 'x-medkit-cold-wait-cap-exceeded',
  },
};

function noUpload(path: string): Answer {
  const [, collection = ''] = path.split('/');
  return errorAnswer(405, 'invalid-request', `Bulk data cannot be uploaded to ${collection}`, {
    status: 405,
  });
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
