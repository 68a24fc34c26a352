import type { ChurnHost, GraphPlan, PlannedNode } from '@medkit-bench/graph-generator';
import { messageOf } from '../errors.js';
import type { GraphHostReading } from './graph-host-reading.js';
import { readingFrom } from './graph-host-reading.js';

/** Where a running dds-graph-host takes commands. */
export interface DdsControl {
  /** `http://127.0.0.1:PORT`. */
  url: string;
  token: string;
}

/** The host calls whole numbers what ROS calls them. */
export function nodeForHost(node: PlannedNode): Record<string, unknown> {
  return { ...node, params: node.params.map((param) => ({ ...param, type: 'integer' })) };
}

/** The host's counters now. Throws when it does not answer, or answers something else. */
export async function readCounters(control: DdsControl): Promise<GraphHostReading> {
  return readingFrom(await ask(control, 'stats'));
}

/** Changes the announced graph; knows which namespace each node stands in. */
export function churnThrough(control: DdsControl, plan: GraphPlan): ChurnHost {
  const fullNames = new Map(plan.nodes.map((node) => [node.name, fullName(node)]));
  return {
    add: async (nodes) => {
      await ask(control, 'add', { nodes: nodes.map(nodeForHost) });
      for (const node of nodes) fullNames.set(node.name, fullName(node));
    },
    remove: async (names) => {
      const gone = names.map((name) => fullNames.get(name) ?? `/${name}`);
      const { removed } = (await ask(control, 'remove', { names: gone })) as { removed?: unknown };
      for (const name of names) fullNames.delete(name);
      // A graph that quietly grows would be measured as a leak of the target.
      if (removed !== names.length) {
        throw new Error(
          `the graph host removed ${String(removed)} of ${names.length} nodes (${gone[0]}, ...)`,
        );
      }
    },
  };
}

function fullName({ namespace, name }: PlannedNode): string {
  return `/${namespace}/${name}`.replace(/\/{2,}/g, '/');
}

async function ask({ url, token }: DdsControl, command: string, body?: unknown): Promise<unknown> {
  const post = { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${url}/${command}`, {
    ...(body === undefined ? {} : post),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(30_000),
  }).catch((error: unknown) => {
    throw new Error(`the graph host does not answer: ${messageOf(error)}`);
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`the graph host answered ${response.status}: ${text.slice(0, 200)}`);
  return JSON.parse(text) as unknown;
}
