// What stands before the reference gateway: its graph comes from DDS, its faults from the fault manager,
// and it has the real gateway's limits on streams. Everything else it passes on.
import { spawn } from 'node:child_process';
import http from 'node:http';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';

process.title = 'standin_front';
const [host, port, inner, maxStreams] = process.argv.slice(2);
const share = path.dirname(fileURLToPath(import.meta.url));
const startedMs = Date.now();
const API = '/api/v1';
const OWN = 'ros2_medkit_gateway';
let streams = 0;

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
process.on('SIGINT', () => process.exit(0));

const listener = spawn(path.join(share, 'graph-listener'), [process.env.ROS_DOMAIN_ID ?? '0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
listener.on('exit', (code) => process.exit(code ?? 1));
process.on('exit', () => listener.kill('SIGKILL'));
let seen = new Set();
let change = Promise.resolve();
readline.createInterface({ input: listener.stdout }).on('line', (line) => {
  const nodes = new Set(JSON.parse(line).nodes.filter((name) => name !== null));
  const added = [...nodes].filter((name) => !seen.has(name));
  const removed = [...seen].filter((name) => !nodes.has(name));
  seen = nodes;
  change = change.then(() => tell({ add: added.map(planned), remove: removed.map(bare) }));
});

const bare = (name) => name.slice(name.lastIndexOf('/') + 1);

function planned(name) {
  const i = /(\d+)$/.exec(name)?.[1] ?? '0';
  return {
    name: bare(name),
    namespace: name.slice(0, name.lastIndexOf('/')) || '/',
    topics: [0, 1].map((t) => ({
      name: `/bench/n${i}/t${t}`,
      type: 'std_msgs/msg/String',
      direction: 'publish',
    })),
    services: [{ name: `/bench/n${i}/s0`, type: 'std_srvs/srv/Trigger' }],
    params: [0, 1, 2].map((p) => ({ name: `p${p}`, type: 'int', value: p })),
  };
}

/** The gateway may still be starting: it is told as soon as it listens. */
async function tell(graph) {
  for (let tries = 0; tries < 200; tries += 1) {
    try {
      await fetch(`http://127.0.0.1:${inner}/x-reference/graph`, {
        method: 'POST',
        body: JSON.stringify(graph),
      });
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** An answer of the fault manager; null when there is none. */
function ask(route, body = {}) {
  return new Promise((resolve) => {
    const socketPath = path.join(process.env.ROS_LOG_DIR ?? '/tmp', 'fault_manager.sock');
    const request = http.request(
      { socketPath, path: `/${route}`, method: 'POST', agent: false },
      (response) => {
        let text = '';
        response.on('data', (chunk) => (text += chunk));
        response.on('end', () => resolve(JSON.parse(text)));
      },
    );
    request.on('error', () => resolve(null));
    request.end(JSON.stringify(body));
  });
}

function send(response, status, body) {
  const text = body === undefined ? '' : JSON.stringify(body, null, 2);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

const missing = (id) => ({
  error_code: 'entity-not-found',
  message: 'Entity not found',
  parameters: { entity_id: id },
});
const noManager = { error_code: 'service-unavailable', message: 'Fault manager service not available' };

const manager = {
  href: `${API}/apps/fault_manager`,
  id: 'fault_manager',
  name: 'fault_manager',
  type: 'app',
  'x-medkit': {
    component_id: 'host',
    is_online: true,
    ros2: { node: '/fault_manager' },
    source: 'heuristic',
  },
};

async function passOn(request, response, mend) {
  const answer = await fetch(`http://127.0.0.1:${inner}${request.url}`).catch(() => null);
  if (answer === null) return send(response, 503, { error_code: 'service-unavailable', message: 'starting' });
  const text = await answer.text();
  const body = JSON.parse(text);
  return send(response, answer.status, mend && answer.status === 200 ? await mend(body) : body);
}

/** Counters that appear a moment after the server answers, as on the real gateway. */
function withCounters(body) {
  if (Date.now() - startedMs < 1000) return body;
  return {
    ...body,
    'x-medkit-data-provider': { pool_size: 0, pool_cap: 256, cold_wait_cap: 4 },
    'x-medkit-subscription-executor': { worker_alive: true, queue_depth: 0 },
  };
}

// The gateway below has a fault manager of its own; here it is the other process that counts.
async function withManager(body) {
  const others = body.items.filter((item) => item.id !== manager.id);
  const items = (await ask('parameters')) === null ? others : [...others, manager];
  return { items, 'x-medkit': { total_count: items.length } };
}

function stream(response) {
  if (streams >= Number(maxStreams)) {
    return send(response, 503, {
      error_code: 'service-unavailable',
      message: `Maximum number of SSE clients reached (${maxStreams})`,
    });
  }
  streams += 1;
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  response.write(':keepalive\n\n');
  const timer = setInterval(() => response.write(':keepalive\n\n'), 30_000);
  response.on('close', () => {
    streams -= 1;
    clearInterval(timer);
  });
}

async function faultsOf(response, source) {
  const answer = await ask('list_faults');
  if (answer === null) return send(response, 503, noManager);
  const items = answer.faults.filter((fault) => source === null || fault.reporting_sources.includes(source));
  return send(response, 200, {
    items,
    'x-medkit': { count: items.length, muted_count: 0, cluster_count: 0 },
  });
}

async function bagsOf(response, source) {
  const answer = await ask('list_rosbags');
  if (answer === null) return send(response, 503, noManager);
  const items = answer.bags
    .filter((bag) => bag.source === source)
    .map(({ id, code }) => ({
      id,
      name: id,
      mimetype: 'application/x-mcap',
      'x-medkit': { fault_codes: [code] },
    }));
  return send(response, 200, { items });
}

async function managerRoute(rest, body, response) {
  const alive = await ask('parameters');
  if (alive === null) return send(response, 404, missing('fault_manager'));
  if (rest === '') return send(response, 200, manager);
  if (rest === '/configurations') {
    const items = alive.parameters.map(({ name }) => ({ id: name, name, type: 'parameter' }));
    return send(response, 200, {
      items,
      'x-medkit': { entity_id: 'fault_manager', parameters: alive.parameters },
    });
  }
  if (rest === '/operations/report_fault/executions') {
    return send(response, 200, { parameters: await ask('report_fault', JSON.parse(body).parameters) });
  }
  return send(response, 404, { error_code: 'resource-not-found', message: 'Resource not found' });
}

async function handle(request, body, response) {
  const url = new URL(request.url, 'http://x');
  const rest = url.pathname.slice(API.length);
  const [, kind, id, resource, code] = rest.split('/');
  if (rest === '/faults/stream') return stream(response);
  if (rest === '/faults') return faultsOf(response, null);
  if (kind === 'apps' && id === 'fault_manager')
    return managerRoute(rest.slice('/apps/fault_manager'.length), body, response);
  if (kind === 'apps' && resource === 'faults') {
    if (request.method !== 'DELETE') return faultsOf(response, `/${id}`);
    await ask('clear_fault', { fault_code: code });
    return send(response, 204);
  }
  if (kind === 'apps' && resource === 'bulk-data') return bagsOf(response, `/${id}`);
  if (kind === 'components' && resource === 'data') {
    const items = [...seen]
      .flatMap((name) => planned(name).topics)
      .map((topic) => ({ id: topic.name, name: topic.name, category: 'currentData' }));
    return send(response, 200, { items, 'x-medkit': { entity_id: id, total_count: items.length } });
  }
  if (kind === 'apps' && id === OWN && resource === 'configurations' && Date.now() - startedMs < 1200) {
    return send(response, 404, missing(OWN));
  }
  if (rest === '/health') return passOn(request, response, withCounters);
  if (rest === '/apps') return passOn(request, response, withManager);
  return passOn(request, response);
}

const server = http.createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    handle(request, body, response).catch((error) =>
      send(response, 500, { error_code: 'internal-error', message: error.message }),
    );
  });
});
server.maxRequestsPerSocket = 5;
server.keepAliveTimeout = 2000;
server.listen(Number(port), host);
