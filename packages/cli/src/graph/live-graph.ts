import type { ChurnHost, GraphPlan } from '@medkit-bench/graph-generator';
import type { LocalTarget } from '@medkit-bench/targets';
import type { GraphSpec } from '../profile/schema.js';
import type { TemplateValues } from '../profile/template.js';
import { applyGraph } from './apply-graph.js';
import { churnHost } from './churn-host.js';
import type { CommandRunner } from './count-entities.js';
import { startDdsHost } from './dds-host.js';
import type { GraphHostReading } from './graph-host-reading.js';

/** A graph that the target has been given. */
export interface LiveGraph {
  /** What adds and removes entities; throws for a graph that cannot change. */
  churn(): ChurnHost;
  /** Ends what keeps the graph alive, if anything of ours does. */
  stop(): Promise<void>;
  /** Process that hosts the graph; null where the target holds it itself. */
  hostPid: number | null;
  /** What brought it to life. */
  kind: GraphSpec['kind'];
  /** The host's counters now; null for a host that keeps none. Throws when it does not answer. */
  check(): Promise<GraphHostReading | null>;
}

export interface LiveGraphOptions {
  spec: GraphSpec;
  plan: GraphPlan;
  values: TemplateValues;
  /** Runs commands beside the target. */
  runner: CommandRunner;
  /** Runs processes of ours on this host. */
  target: LocalTarget;
  label: string;
  signal: AbortSignal;
}

/** Gives a running instance its graph. */
export async function giveGraph(options: LiveGraphOptions): Promise<LiveGraph> {
  const { spec, plan, values, runner } = options;
  if (spec.kind === 'dds') {
    const host = await startDdsHost({ ...options, spec });
    return {
      churn: () => host.churn,
      stop: () => host.stop(),
      hostPid: host.pid,
      kind: spec.kind,
      check: () => host.counters(),
    };
  }
  await applyGraph(spec, plan, values, runner);
  return {
    churn: () => churnHost(spec, values, runner),
    stop: () => Promise.resolve(),
    hostPid: null,
    kind: spec.kind,
    check: () => Promise.resolve(null),
  };
}
