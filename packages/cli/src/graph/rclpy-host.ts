import type { ChurnHost, GraphPlan, PlannedNode } from '@medkit-bench/graph-generator';
import { rosGraphHostProgram } from '@medkit-bench/graph-generator';
import { notMeasured } from '../errors.js';
import type { BesideProgram, BesidePlace } from '../place/beside-program.js';
import { besideProgram } from '../place/beside-program.js';
import type { RclpyGraphSpec } from '../profile/schema.js';
import type { TemplateValues } from '../profile/template.js';
import { fillTemplate } from '../profile/template.js';
import type { GraphHostCost } from './live-graph.js';

/** A graph of real ROS nodes in one Python process beside the target. */
export interface RclpyHost {
  churn: ChurnHost;
  /** What the process has cost since it started. */
  cost(): Promise<GraphHostCost>;
  stop(): Promise<void>;
}

export interface RclpyHostOptions {
  spec: RclpyGraphSpec;
  plan: GraphPlan;
  values: TemplateValues;
  place: BesidePlace;
}

/** A thousand nodes take rclpy most of a minute. */
const ADD_TIMEOUT_S = 300;
/** Nodes made by one command: what went wrong is then known early. */
const CHUNK = 100;

/**
 * Brings the graph to life; returns once every node of it exists.
 * Throws when a node, or something it should have, could not be made.
 */
export async function startRclpyHost({ spec, plan, values, place }: RclpyHostOptions): Promise<RclpyHost> {
  const python = spec.python.map((part, i) => fillTemplate(part, values, `graph.python[${i}]`));
  const program = besideProgram({
    program: [...python, '-c', rosGraphHostProgram()],
    args: [],
    place,
    what: 'the ROS graph host',
    fail: (message) => notMeasured('MEDKIT_GRAPH', message),
  });
  const command = commandsTo(program);
  const add = async (nodes: readonly PlannedNode[]): Promise<void> => {
    for (let i = 0; i < nodes.length; i += CHUNK) {
      await command({ cmd: 'add', nodes: nodes.slice(i, i + CHUNK) });
    }
  };
  const stop = async (): Promise<void> => {
    await command({ cmd: 'quit' }).catch(() => undefined);
    await program.close();
  };
  try {
    await add(plan.nodes);
    requireCount(await command({ cmd: 'report' }), plan.nodes.length);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    churn: { add, remove: async (names) => void (await command({ cmd: 'remove', names })) },
    cost: async () => costOf(await command({ cmd: 'report' })),
    stop,
  };
}

type Answer = Record<string, unknown>;

function commandsTo(program: BesideProgram): (body: Record<string, unknown>) => Promise<Answer> {
  let id = 0;
  return async (body) => {
    id += 1;
    const answer = (await program.ask({ ...body, id }, ADD_TIMEOUT_S)).at(-1);
    if (answer?.['event'] !== 'done') {
      throw notMeasured('MEDKIT_GRAPH', `the ROS graph host: ${String(answer?.['error'] ?? 'broke off')}`);
    }
    const failures = answer['failures'];
    const first = Array.isArray(failures) ? (failures[0] as Answer | undefined) : undefined;
    if (first) {
      const all = (failures as unknown[]).length;
      throw notMeasured(
        'MEDKIT_GRAPH',
        `${all} parts of the graph could not be made, the first ${String(first['what'])} of ${String(first['node'])}: ${String(first['error'])}`,
        'install the message packages it names, or ask for fewer types (--msg-types)',
      );
    }
    return answer;
  };
}

function requireCount(answer: Answer, asked: number): void {
  const { nodes } = (answer['counts'] ?? {}) as Answer;
  if (nodes === asked) return;
  throw notMeasured('MEDKIT_GRAPH', `the ROS graph host holds ${String(nodes)} of ${asked} nodes`);
}

function costOf(answer: Answer): GraphHostCost {
  const { cpu_s, up_s, rss_kib } = (answer['cost'] ?? {}) as Answer;
  const known = (value: unknown): number | null => (typeof value === 'number' ? value : null);
  return { cpu_s: known(cpu_s), uptime_s: known(up_s), rss_kib: known(rss_kib) };
}
