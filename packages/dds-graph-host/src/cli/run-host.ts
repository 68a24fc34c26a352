import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { isCommand, runCommand } from '../control/commands.js';
import { openControl, parseBody, type ControlServer } from '../control/http-control.js';
import { snakeCase } from '../control/snake-case.js';
import { DdsGraphError } from '../errors.js';
import { createGraphHost, type GraphHost } from '../host/graph-host.js';
import { readGraphFile, type GraphFile } from '../plan-file.js';
import { benchPlan, MAX_MESSAGE_TYPES } from '../ros/bench-plan.js';
import { hostOptions, networkOptions, type Arguments } from './arguments.js';
import type { Output } from './output.js';

/** Runs a host until it is told to stop; returns the exit code. */
export async function runHost(args: Arguments, output: Output, env: NodeJS.ProcessEnv): Promise<number> {
  const graph = await loadGraph(args);
  const churn = churnOptions(args);
  const durationS = args.number('duration', 0.1, 1e7);
  const controlPort = args.number('control-port', 0, 65535, true) ?? 0;
  const shape = graph.shape === undefined ? {} : { shape: graph.shape };
  const host = createGraphHost({
    ...shape,
    ...networkOptions(args, env),
    ...hostOptions(args),
    plan: graph,
    onProblem: (text) => output.warn(text),
  });
  const ending = stopSignal(durationS);
  sayAcknowledged(host, output);
  await host.start();
  let control: ControlServer | null = null;
  try {
    control = await openControl(host, controlPort, () => ending.stop(0));
    if (churn !== null) host.churn(churn);
    announceStart(host, control, output);
    if (args.flag('stdin')) readCommands(host, output, () => ending.stop(0));
    const code = await ending.done;
    const { nodesAnnounced, resends, cpuS, rssBytes } = host.stats();
    output.event('stopped', { nodesAnnounced, resends, cpuS, rssBytes }, 'stopped; the graph was taken back');
    return code;
  } finally {
    ending.dispose();
    await host.stop();
    await control?.close();
  }
}

/** What makes up a benchmark graph, and so has no say in one from a file. */
const PLAN_OPTIONS = [
  'nodes',
  'topics-per-node',
  'services-per-node',
  'params-per-node',
  'msg-types',
] as const;

async function loadGraph(args: Arguments): Promise<GraphFile> {
  const file = args.text('graph');
  if (file !== undefined) {
    const other = PLAN_OPTIONS.find((name) => args.text(name) !== undefined);
    if (other !== undefined)
      throw new DdsGraphError(
        'MEDKIT_DDS_BAD_OPTION',
        `--graph already says what there is; leave --${other} out.`,
      );
    return readGraphFile(await readJson(file));
  }
  const small = (name: string, fallback: number): number => args.number(name, 0, 1000, true) ?? fallback;
  return benchPlan(args.number('nodes', 0, 100_000, true) ?? 10, {
    topicsPerNode: small('topics-per-node', 2),
    servicesPerNode: small('services-per-node', 1),
    paramsPerNode: small('params-per-node', 2),
    messageTypes: args.number('msg-types', 1, MAX_MESSAGE_TYPES, true) ?? 1,
  });
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch (error) {
    throw new DdsGraphError(
      'MEDKIT_DDS_BAD_PLAN',
      `cannot read the graph in ${file}: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

function churnOptions(args: Arguments): { count: number; everyS: number } | null {
  const count = args.number('churn-count', 1, 100_000, true);
  const everyS = args.number('churn-sec', 0.01, 86_400);
  if (count === undefined && everyS === undefined) return null;
  if (count !== undefined && everyS !== undefined) return { count, everyS };
  throw new DdsGraphError('MEDKIT_DDS_BAD_OPTION', '--churn-count and --churn-sec go together; give both.');
}

function announceStart(host: GraphHost, control: ControlServer, output: Output): void {
  const { addresses, domain, nodesAsked, participants } = host.stats();
  const via = addresses.multicast === null ? 'no multicast' : `multicast ${addresses.multicast}`;
  output.event(
    'started',
    { domain, nodesAsked, participants, addresses, controlUrl: control.url, controlToken: control.token },
    `${nodesAsked} nodes in ${participants} participants on domain ${domain}, from ${addresses.unicast}, ${via}\n` +
      `control: ${control.url}  (Authorization: Bearer ${control.token})`,
  );
}

/** Says that everything is acknowledged, and by whom: once for each number of nodes and set of peers in a row. */
function sayAcknowledged(host: GraphHost, output: Output): void {
  let told = '';
  host.onAcknowledged = () => {
    const { peers, nodesAnnounced, resends } = host.stats();
    const state = `${nodesAnnounced} ${peers.map((peer) => peer.id).join(' ')}`;
    if (state === told) return;
    told = state;
    const who = peers
      .map((peer) => `${peer.vendor} at ${peer.address} after ${(peer.acknowledgedAfterS ?? 0).toFixed(2)} s`)
      .join(', ');
    output.event(
      'acknowledged',
      { nodesAnnounced, peers, resends },
      `${nodesAnnounced} nodes acknowledged by ${who}; ${resends} resends`,
    );
  };
}

/** Commands as JSON lines: `{"command": "add", "count": 5}`; one answer line each. */
function readCommands(host: GraphHost, output: Output, onStop: () => void): void {
  createInterface({ input: process.stdin }).on('line', (line) => {
    try {
      const body = parseBody(line);
      const name = String(body['command'] ?? '');
      if (!isCommand(name))
        throw new DdsGraphError('MEDKIT_DDS_CONTROL', `unknown command ${JSON.stringify(name)}.`);
      output.line(
        JSON.stringify({ event: 'answer', command: name, result: snakeCase(runCommand(host, name, body)) }),
      );
      if (name === 'stop') onStop();
    } catch (error) {
      output.line(JSON.stringify({ event: 'error', error: (error as Error).message }));
    }
  });
}

/** Ends by signal (130), by time or by command (0). */
function stopSignal(durationS: number | undefined): {
  done: Promise<number>;
  stop: (code: number) => void;
  dispose: () => void;
} {
  let stop: (code: number) => void = () => {};
  const done = new Promise<number>((resolve) => (stop = resolve));
  const interrupted = (): void => stop(130);
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  const timer = durationS === undefined ? undefined : setTimeout(() => stop(0), durationS * 1000);
  const dispose = (): void => {
    clearTimeout(timer);
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    process.stdin.pause();
  };
  return { done, stop, dispose };
}
