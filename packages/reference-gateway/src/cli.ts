import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Params } from './params.js';
import { QuietHeap } from './quiet-heap.js';
import { discoveryProblem, loadParams, numberOf } from './params.js';

const USAGE = `Usage: reference-gateway [--port P] [--params FILE]

A SOVD server whose cost is known and adjustable by the reference.* parameters.

  --port P       loopback port (default: server.port of the parameters, 8080)
  --params FILE  YAML parameter file, shaped like the ros2_medkit gateway's
  --help, --version

Examples:
  reference-gateway --port 8080
  reference-gateway --port 8080 --params params.yaml
`;

// The name under which the harness, and people, look for the real gateway.
process.title = 'gateway_node';

/** The server's own heap is small and of fixed size, so that what it holds is what it was told to hold. */
const LIMITS = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 1024 };

function fail(text: string): never {
  process.stderr.write(`reference-gateway: ${text}\n`);
  process.exit(2);
}

function readArguments(): { port: number | null; params: string | null } {
  let values: { port?: string; params?: string; help?: boolean; version?: boolean };
  try {
    ({ values } = parseArgs({
      options: {
        port: { type: 'string' },
        params: { type: 'string' },
        help: { type: 'boolean' },
        version: { type: 'boolean' },
      },
    }));
  } catch (error) {
    fail(`${(error as Error).message}; see --help`);
  }
  if (values.help) print(USAGE);
  if (values.version) {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    print(`${version}\n`);
  }
  const port = values.port === undefined ? null : Number(values.port);
  if (port !== null && !(Number.isInteger(port) && port >= 1 && port <= 65_535))
    fail(`--port: '${values.port}' is no port`);
  return { port, params: values.params ?? null };
}

function print(text: string): never {
  process.stdout.write(text);
  process.exit(0);
}

function readParams(file: string | null): Params {
  const warn = (text: string): void => void process.stderr.write(`[WARN] [ros2_medkit_gateway]: ${text}\n`);
  try {
    const read = loadParams(file, warn);
    const problem = discoveryProblem(read, warn);
    if (problem !== null) fail(problem);
    return read;
  } catch (error) {
    fail((error as Error).message);
  }
}

// This thread only waits from here on: its heap is brought to rest before anybody measures.
const heap = new QuietHeap();
const args = readArguments();
const params = readParams(args.params);
const port = args.port ?? numberOf(params, 'server.port');
const server = new Worker(new URL('./serve.js', import.meta.url), {
  workerData: { params, port },
  resourceLimits: LIMITS,
});
server.on('message', (message: { failed?: string; listening?: number; stopped?: true }) => {
  if (message.failed !== undefined) fail(message.failed);
  if (message.stopped) process.exit(0);
  heap.settle();
  process.stdout.write(`[INFO] [ros2_medkit_gateway]: listening on port ${message.listening}\n`);
});
server.on('error', (error) => fail(error.message));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Its log is written first; a server that is too busy to answer does not hold the exit up.
    server.postMessage('stop');
    setTimeout(() => process.exit(0), params.get('reference.request_log') === '' ? 100 : 2000);
  });
}
