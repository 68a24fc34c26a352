import type { GraphPlan, PlannedNode } from './graph-plan.js';

/** Brings a graph to life in the reference gateway. */
export interface ReferenceGraphHost {
  /** Replaces the whole graph. */
  apply(plan: GraphPlan): Promise<void>;
  add(nodes: readonly PlannedNode[]): Promise<void>;
  remove(names: readonly string[]): Promise<void>;
}

export interface ReferenceGraphHostOptions {
  /** For example `http://127.0.0.1:8080`. */
  baseUrl: string;
  fetch?: typeof fetch;
}

/** A host that tells the reference gateway, over its control route, which nodes there are. */
export function referenceGraphHost(options: ReferenceGraphHostOptions): ReferenceGraphHost {
  const send = async (change: Record<string, unknown>): Promise<void> => {
    const url = `${options.baseUrl}/x-reference/graph`;
    const response = await (options.fetch ?? fetch)(url, {
      method: 'POST',
      // An idle connection of ours would hold one of the gateway's workers.
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify(change),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 200)}`);
  };
  return {
    apply: (plan) => send({ set: plan.nodes }),
    add: (nodes) => send({ add: nodes }),
    remove: (names) => send({ remove: names }),
  };
}
