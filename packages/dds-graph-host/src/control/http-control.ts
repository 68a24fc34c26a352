import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DdsGraphError } from '../errors.js';
import type { GraphHost } from '../host/graph-host.js';
import { isCommand, runCommand } from './commands.js';

/** A plan of 10,000 nodes takes about 5 MB. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** The control channel of a host: HTTP on loopback, for whoever knows the token. */
export interface ControlServer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Goes into `Authorization: Bearer TOKEN`. */
  readonly token: string;
  close(): Promise<void>;
}

/** Opens the channel on a free port (or the given one). `onStop` is called once when told to stop. */
export async function openControl(host: GraphHost, port: number, onStop: () => void): Promise<ControlServer> {
  const token = randomBytes(24).toString('hex');
  const server = createServer((request, response) => {
    handle(host, token, request, response, onStop).catch((error: unknown) => fail(response, error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new DdsGraphError('MEDKIT_DDS_CONTROL', `control port ${port}: ${error.message}`, { cause: error }),
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${actual}`, token, close: () => close(server) };
}

async function handle(
  host: GraphHost,
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
  onStop: () => void,
): Promise<void> {
  if (!isAuthorised(request.headers.authorization, token))
    return answer(response, 401, { error: 'give the token as "Authorization: Bearer TOKEN"' });
  const name = (request.url ?? '').replace(/^\//, '').replace(/\?.*$/, '');
  if (!isCommand(name))
    return answer(response, 404, { error: 'there are GET /stats and POST /add, /remove, /churn, /stop' });
  if ((name === 'stats') !== (request.method === 'GET'))
    return answer(response, 405, { error: `${request.method} does not fit /${name}` });
  const result = runCommand(host, name, await readBody(request));
  answer(response, 200, result);
  if (name === 'stop') onStop();
}

function isAuthorised(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES)
      throw new DdsGraphError(
        'MEDKIT_DDS_CONTROL',
        `the body is larger than ${MAX_BODY_BYTES} bytes; add the nodes in parts.`,
      );
    chunks.push(chunk);
  }
  return parseBody(Buffer.concat(chunks).toString('utf8'));
}

/** A JSON object; nothing at all counts as an empty one. Throws MEDKIT_DDS_CONTROL. */
export function parseBody(text: string): Record<string, unknown> {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Falls through to the one message.
  }
  throw new DdsGraphError('MEDKIT_DDS_CONTROL', 'the body is not a JSON object.');
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(`${JSON.stringify(body)}\n`);
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const known = error instanceof DdsGraphError;
  answer(response, known ? 400 : 500, { error: (error as Error).message, code: known ? error.code : null });
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
