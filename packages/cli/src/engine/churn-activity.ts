import { setTimeout as delay } from 'node:timers/promises';
import type { ChurnHost, ChurnReport, GraphPlan, NodeShape } from '@medkit-bench/graph-generator';
import { runChurn } from '@medkit-bench/graph-generator';
import type { ChurnPlan } from './cell.js';

export interface ChurnActivityOptions {
  plan: ChurnPlan;
  graph: GraphPlan;
  shape: NodeShape;
  host: ChurnHost;
  /** The window's length. */
  windowS: number;
  signal: AbortSignal;
}

/** Recycles nodes from the window's start to its end. */
export async function churnThroughWindow(options: ChurnActivityOptions): Promise<ChurnReport> {
  const { plan, graph, shape, host, windowS, signal } = options;
  const end = new AbortController();
  const report = runChurn({
    host,
    plan: graph,
    shape,
    periodS: plan.everyS,
    count: plan.count,
    signal: AbortSignal.any([signal, end.signal]),
  });
  // The last step begins with the window's end still ahead of it.
  await delay(windowS * 1000, undefined, { signal }).catch(() => undefined);
  end.abort();
  const done = await report;
  signal.throwIfAborted();
  return done;
}
