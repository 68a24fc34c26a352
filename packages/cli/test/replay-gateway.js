// Answers as the real gateway was recorded to: bodies, header lines and status lines as they were, five requests a
// connection, no date. What was not recorded (calls, scripts) follows its documentation.
//
//   node replay-gateway.js --port P [--params FILE] [--self MODE] [--version head|v0.6.0]
//
// MODE says how the gateway stands in its own list: present, renamed (a manifest's id), items-only (a list without
// values), unavailable (its node does not answer), absent, or differs (a value other than asked is in force).
import { readdirSync, readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';

process.title = 'gateway_node';
const { values: args } = parseArgs({
  options: {
    port: { type: 'string' },
    params: { type: 'string' },
    self: { type: 'string', default: 'present' },
    version: { type: 'string', default: 'head' },
  },
});
const FIXTURES = path.resolve(import.meta.dirname, '../../reference-gateway/test/fixtures/recorded');
const REQUESTS_PER_CONNECTION = 5;
const MAX_STREAMS = 2;
const REASONS = {
  200: 'OK',
  202: 'Accepted',
  204: 'No Content',
  404: 'Not Found',
  501: 'Not Implemented',
  503: 'Service Unavailable',
};

const byName = new Map(
  readdirSync(FIXTURES).map((file) => [
    file.replace('.json', ''),
    JSON.parse(readFileSync(path.join(FIXTURES, file), 'utf8')),
  ]),
);
const recorded = (name) => structuredClone(byName.get(name));
const PLAIN = [
  'root',
  'version-info',
  'areas',
  'components',
  'functions',
  'app',
  'app_data',
  'app_operations',
  'app_configurations',
  'app_logs',
  'app_data-groups',
  'app_data_item0',
  'app_configuration_item0',
  'component',
  'component_data',
  'component_hosts',
  'component_faults',
  'app_faults',
];
const routes = new Map(PLAIN.map((name) => [`GET ${byName.get(name).path}`, () => recorded(name)]));

const SELF_ID = args.self === 'renamed' ? 'medkit-gateway' : 'ros2_medkit_gateway';
const CONFIGURATIONS = `/api/v1/apps/${SELF_ID}/configurations`;
const DECLARED = new Set(['server.host', 'server.port', 'refresh_interval_ms']);
const reported = [];

routes.set('GET /api/v1/health', () => {
  const answer = recorded('health');
  if (args.version === 'v0.6.0') {
    delete answer.body.warnings;
    delete answer.body.warning_schema_version;
  }
  return answer;
});
routes.set('GET /api/v1/apps', () => {
  const answer = recorded('apps_with_fault_manager');
  const isSelf = (app) => app.id === 'ros2_medkit_gateway';
  const { items } = answer.body;
  if (args.self === 'absent') answer.body.items = items.filter((app) => !isSelf(app));
  for (const app of items.filter(isSelf))
    Object.assign(app, { id: SELF_ID, href: `/api/v1/apps/${SELF_ID}` });
  answer.body['x-medkit'].total_count = answer.body.items.length;
  return answer;
});
routes.set('GET /api/v1/faults', () => {
  const answer = recorded('faults');
  const [shape] = answer.body.items;
  answer.body.items.push(...reported.map((fault_code) => ({ ...shape, fault_code })));
  if (args.version === 'v0.6.0') for (const item of answer.body.items) delete item.last_passed;
  return answer;
});
routes.set('POST /api/v1/apps/fault_manager/operations/report_fault/executions', (body) => {
  reported.push(JSON.parse(body).parameters.fault_code);
  return json(200, { parameters: { accepted: true } });
});
routes.set('GET /api/v1/apps/bench_node_0/bulk-data/rosbags', () => json(200, { items: [] }));
const SCRIPT = '/api/v1/components/vm/scripts/inject/executions';
routes.set(`POST ${SCRIPT}`, () => ({
  ...json(202, { id: 'exec_1', status: 'running', started_at: '2026-01-01T00:00:00.000Z' }),
  headers: { ...byName.get('apps').headers, Location: `${SCRIPT}/exec_1` },
}));
routes.set(`GET ${SCRIPT}/exec_1`, () =>
  json(200, { status: 'completed', parameters: { stdout: '' }, completed_at: '2026-01-01T00:00:01.000Z' }),
);

function json(status, body) {
  return { status, headers: byName.get('apps').headers, body };
}

/** Its own parameters, in the recorded shape. */
function ownParameters() {
  const answer = recorded('app_configurations');
  const extension = answer.body['x-medkit'];
  const [shape] = extension.parameters;
  const all = args.params ? flat(parse(readFileSync(args.params, 'utf8')).diagnostics) : {};
  const asked = Object.fromEntries(Object.entries(all).filter(([name]) => DECLARED.has(name)));
  if (args.self === 'differs') asked.refresh_interval_ms = 30_000;
  extension.parameters = Object.entries({ 'sse.max_clients': 2, ...asked }).map(([name, value]) => ({
    ...shape,
    name,
    value,
    type: typeof value === 'number' ? 'int' : typeof value,
  }));
  answer.body.items = extension.parameters.map(({ name }) => ({ id: name, name, type: 'parameter' }));
  return answer;
}

function flat(value, prefix = '') {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { [prefix]: value };
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, inner]) => {
      const isName = key === 'ros__parameters' || key === 'ros2_medkit_gateway';
      return flat(inner, isName ? prefix : prefix === '' ? key : `${prefix}.${key}`);
    }),
  );
}

function configurations(url) {
  if (args.self === 'absent') return recorded('app_notfound');
  if (args.self === 'unavailable')
    return json(503, {
      error_code: 'vendor-error',
      message: 'Parameter service of the node is not available',
      vendor_code: 'x-medkit-ros2-node-unavailable',
    });
  const answer = ownParameters();
  const held = answer.body['x-medkit'].parameters;
  if (url === CONFIGURATIONS) {
    if (args.self === 'items-only') delete answer.body['x-medkit'].parameters;
    return answer;
  }
  const name = decodeURIComponent(url.slice(CONFIGURATIONS.length + 1));
  const found = held.find((parameter) => parameter.name === name);
  return found ? json(200, { data: found.value, id: name, 'x-medkit': {} }) : recorded('notfound');
}

function answerTo(method, url, body) {
  const [bare] = url.split('?');
  if (method === 'GET' && bare.startsWith(CONFIGURATIONS)) return configurations(bare);
  if (method === 'DELETE' && /\/faults\/[^/]+$/.test(bare)) return recorded('clear_fault');
  const route = routes.get(`${method} ${bare}`);
  if (route) return route(body);
  return recorded(/^\/api\/v1\/apps\/[^/]+$/.test(bare) ? 'app_notfound' : 'notfound');
}

let streams = 0;

function openStream(socket) {
  const { status, headers, frames } = byName.get('stream');
  socket.write(head(status, headers));
  const chunk = (text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
  for (const { id, event, data } of frames)
    socket.write(chunk(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
  socket.write(chunk(':keepalive\n\n'));
  streams += 1;
  socket.once('close', () => (streams -= 1));
}

function head(status, headers) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${REASONS[status]}\r\n${lines.join('')}\r\n`;
}

function send(socket, answer, closes) {
  const body = Buffer.from(answer.body === null ? '' : JSON.stringify(answer.body, null, 2));
  const { 'Keep-Alive': kept, ...headers } = answer.headers;
  const connection = closes ? { Connection: 'close' } : { 'Keep-Alive': kept };
  // Header and body are two writes there too.
  socket.write(head(answer.status, { 'Content-Length': body.length, ...headers, ...connection }));
  socket.write(body);
  if (closes) socket.end();
}

const server = net.createServer((socket) => {
  let pending = Buffer.alloc(0);
  let served = 0;
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const end = pending.indexOf('\r\n\r\n');
      if (end < 0) return;
      const text = pending.subarray(0, end).toString('latin1');
      const length = Number(/^content-length: *(\d+)/im.exec(text)?.[1] ?? 0);
      if (pending.length < end + 4 + length) return;
      const body = pending.subarray(end + 4, end + 4 + length).toString('utf8');
      pending = pending.subarray(end + 4 + length);
      const [method, url] = text.split(' ', 2);
      served += 1;
      if (url === '/api/v1/faults/stream') {
        if (streams < MAX_STREAMS) return void openStream(socket);
        return void send(socket, recorded('stream_refused'), false);
      }
      send(
        socket,
        answerTo(method, url, body),
        served >= REQUESTS_PER_CONNECTION || /^connection: *close/im.test(text),
      );
    }
  });
});
server.listen(Number(args.port), '127.0.0.1', () => console.log('listening'));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
