import { setTimeout as delay } from 'node:timers/promises';
import type { ChurnStep } from './churn-plan.js';
import { churnPlan } from './churn-plan.js';
import type { GraphPlan, NodeShape } from './graph-plan.js';

/** What churn needs of a host. */
export interface ChurnHost {
  add(nodes: ChurnStep['add']): Promise<void>;
  remove(names: readonly string[]): Promise<void>;
}

/** Time, as churn sees it; milliseconds. */
export interface ChurnClock {
  now(): number;
  /** Resolves after that time, or at once when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface ChurnOptions {
  host: ChurnHost;
  plan: GraphPlan;
  shape: NodeShape;
  /** Seconds between steps. */
  periodS: number;
  /** Nodes recycled in each step. */
  count: number;
  signal: AbortSignal;
  clock?: ChurnClock;
}

/** What was asked of the graph and what became of it. */
export interface ChurnReport {
  steps_asked: number;
  steps_applied: number;
  nodes_recycled: number;
  /** Steps the host refused, with its words. */
  failures: { step: number; message: string }[];
  /** How late steps began, seconds: the drift between the asked and the applied change. */
  max_lag_s: number;
  mean_lag_s: number | null;
  plan: GraphPlan;
}

const systemClock: ChurnClock = {
  now: () => performance.now(),
  // The promise of node:timers removes its listener when it is done: one signal serves a whole run.
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
};

/** Recycles nodes on a fixed schedule until the signal; the size of the graph stays what it was. */
export async function runChurn(options: ChurnOptions): Promise<ChurnReport> {
  const { host, shape, periodS, count, signal, clock = systemClock } = options;
  if (!(periodS > 0)) throw new RangeError(`periodS: ${periodS} is not above zero`);
  let { plan } = options;
  const failures: ChurnReport['failures'] = [];
  const lags: number[] = [];
  const startMs = clock.now();
  let step = 0;
  for (; !signal.aborted; step += 1) {
    const dueMs = startMs + step * periodS * 1000;
    await clock.sleep(Math.max(0, dueMs - clock.now()), signal);
    if (signal.aborted) break;
    lags.push((clock.now() - dueMs) / 1000);
    const change = churnPlan(plan, step, count, shape);
    try {
      await host.remove(change.remove);
      await host.add(change.add);
      plan = change.plan;
    } catch (error) {
      failures.push({ step, message: error instanceof Error ? error.message : String(error) });
    }
  }
  const applied = lags.length - failures.length;
  return {
    steps_asked: lags.length,
    steps_applied: applied,
    nodes_recycled: applied * count,
    failures,
    max_lag_s: Math.max(0, ...lags),
    mean_lag_s: lags.length === 0 ? null : lags.reduce((sum, lag) => sum + lag, 0) / lags.length,
    plan,
  };
}
