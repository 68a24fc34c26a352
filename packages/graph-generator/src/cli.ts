import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { planGraph } from './graph-plan.js';
import { referenceGraphHost } from './reference-graph-host.js';
import { runChurn } from './run-churn.js';

const USAGE = `Usage: graph-generator --nodes N [options]

Plans a synthetic graph and writes it, or brings it to life in a reference gateway.

  --nodes N              nodes of the graph
  --topics-per-node N    default 2
  --services-per-node N  default 1
  --params-per-node N    default 3
  --msg-types N          distinct message types, default 3
  --namespaces a,b       spread the nodes over these namespaces
  --plan-out FILE        write the plan as JSON (- for standard output)
  --to URL               give the graph to the reference gateway at URL
  --churn-sec S          then recycle nodes every S seconds until interrupted
  --churn-count K        nodes recycled each time, default 10
  --help, --version

Examples:
  graph-generator --nodes 50 --plan-out plan.json
  graph-generator --nodes 200 --to http://127.0.0.1:8080
  graph-generator --nodes 50 --to http://127.0.0.1:8080 --churn-sec 2 --churn-count 10
`;

const OPTIONS = {
  nodes: { type: 'string' },
  'topics-per-node': { type: 'string', default: '2' },
  'services-per-node': { type: 'string', default: '1' },
  'params-per-node': { type: 'string', default: '3' },
  'msg-types': { type: 'string', default: '3' },
  namespaces: { type: 'string' },
  'plan-out': { type: 'string' },
  to: { type: 'string' },
  'churn-sec': { type: 'string' },
  'churn-count': { type: 'string', default: '10' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

async function main(): Promise<number> {
  try {
    const { values } = parseArgs({ options: OPTIONS });
    if (values.help) return print(USAGE);
    if (values.version) return print(`${version()}\n`);
    return await run(values);
  } catch (error) {
    process.stderr.write(
      `graph-generator: ${error instanceof Error ? error.message : String(error)}; see --help\n`,
    );
    return 2;
  }
}

async function run(values: Values): Promise<number> {
  if (values.nodes === undefined) throw new RangeError('--nodes is needed');
  const shape = {
    topicsPerNode: numberOf(values, 'topics-per-node'),
    servicesPerNode: numberOf(values, 'services-per-node'),
    paramsPerNode: numberOf(values, 'params-per-node'),
    msgTypes: numberOf(values, 'msg-types'),
  };
  const plan = planGraph({
    entities: numberOf(values, 'nodes'),
    ...shape,
    ...(values.namespaces ? { namespaces: values.namespaces.split(',') } : {}),
  });
  const target = values['plan-out'] ?? (values.to === undefined ? '-' : undefined);
  if (target === '-') print(`${JSON.stringify(plan, null, 2)}\n`);
  else if (target !== undefined) writeFileSync(target, `${JSON.stringify(plan, null, 2)}\n`);
  if (values.to === undefined) return 0;
  const host = referenceGraphHost({ baseUrl: values.to.replace(/\/$/, '') });
  await host.apply(plan);
  process.stderr.write(`graph-generator: ${plan.nodes.length} nodes given to ${values.to}\n`);
  if (values['churn-sec'] === undefined) return 0;
  const report = await runChurn({
    host,
    plan,
    shape,
    periodS: numberOf(values, 'churn-sec'),
    count: numberOf(values, 'churn-count'),
    signal: interrupted(),
  });
  const { plan: _, ...figures } = report;
  print(`${JSON.stringify(figures)}\n`);
  return report.failures.length === 0 ? 0 : 3;
}

function numberOf(values: Values, name: keyof Values): number {
  const text = values[name];
  const value = typeof text === 'string' && text.trim() !== '' ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) throw new RangeError(`--${name}: '${String(text)}' is not a number`);
  return value;
}

function interrupted(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function version(): string {
  return (
    JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  ).version;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await main();
