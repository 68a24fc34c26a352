import type { ChurnHost, GraphPlan } from '@medkit-bench/graph-generator';
import type { LocalTarget } from '@medkit-bench/targets';
import type { BesidePlace } from '../place/beside-program.js';
import type { GraphSpec } from '../profile/schema.js';
import type { TemplateValues } from '../profile/template.js';
import { applyGraph } from './apply-graph.js';
import { churnHost } from './churn-host.js';
import { startDdsHost } from './dds-host.js';
import type { GraphHostReading } from './graph-host-reading.js';
import { startRclpyHost } from './rclpy-host.js';

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
  /** What the host has cost since it started, where it counts nothing else; null where that is unknown too. */
  cost(): Promise<GraphHostCost | null>;
}

/** What a graph host has cost since it started; null is unknown. */
export interface GraphHostCost {
  cpu_s: number | null;
  uptime_s: number | null;
  rss_kib: number | null;
}

export interface LiveGraphOptions {
  spec: GraphSpec;
  plan: GraphPlan;
  values: TemplateValues;
  /** Runs commands beside the target. */
  runner: BesidePlace;
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
      cost: () => Promise.resolve(null),
    };
  }
  if (spec.kind === 'rclpy') {
    const host = await startRclpyHost({ spec, plan, values, place: runner });
    return {
      churn: () => host.churn,
      stop: () => host.stop(),
      // It runs where the target does; its number there says nothing here.
      hostPid: null,
      kind: spec.kind,
      check: () => Promise.resolve(null),
      cost: () => host.cost(),
    };
  }
  await applyGraph(spec, plan, values, runner);
  return {
    churn: () => churnHost(spec, values, runner),
    stop: () => Promise.resolve(),
    hostPid: null,
    kind: spec.kind,
    check: () => Promise.resolve(null),
    cost: () => Promise.resolve(null),
  };
}
