import { setTimeout as delay } from 'node:timers/promises';
import type { ChurnHost, NodeShape } from '@medkit-bench/graph-generator';
import { planNode } from '@medkit-bench/graph-generator';
import { messageOf } from '../errors.js';
import type { CyclesPlan } from './cell.js';

/** One cycle as it was applied; times in window seconds. */
export interface CycleStep {
  /** From 1. */
  cycle: number;
  grow_t_s: number;
  shrink_t_s: number;
  end_t_s: number;
  /** What the target itself counted while it was grown and after it had shrunk; null when it does not say. */
  grown_count: number | null;
  shrunk_count: number | null;
}

/** What was asked of the graph and what became of it. */
export interface CyclesReport {
  asked: number;
  grow_by: number;
  hold_s: number;
  /** The target's own count before the first cycle. */
  base_count: number | null;
  steps: CycleStep[];
  /** Why the graph could not be changed any further; null when all cycles were applied. */
  failure: string | null;
}

export interface CycleActivityOptions {
  plan: CyclesPlan;
  shape: NodeShape;
  host: ChurnHost;
  /** The target's own count with that many nodes more than the plan's. */
  count(more: number): Promise<number | null>;
  windowStartMs: number;
  signal: AbortSignal;
}

/** Far above the nodes of a plan and those that churn brings: names and topics never meet. */
const FIRST_INDEX = 2_000_000;
/** The target is asked for its count this long before the graph changes again, as a share of the hold. */
const ASK_EARLIER = 0.15;

/** How long a window with so many cycles is: one hold before the first, two in each. */
export function cyclesWindowS({ count, holdS }: CyclesPlan): number {
  return holdS * (1 + 2 * count);
}

/** Grows and shrinks the graph on a fixed schedule; always by the same nodes, so that what is kept by name is kept once. */
export async function cyclesThroughWindow(options: CycleActivityOptions): Promise<CyclesReport> {
  const { plan, shape, host, count, windowStartMs, signal } = options;
  const { holdS, growBy } = plan;
  const nodes = Array.from({ length: growBy }, (_, i) =>
    planNode(`grown_node_${FIRST_INDEX + i}`, FIRST_INDEX + i, '/', shape),
  );
  const names = nodes.map((node) => node.name);
  const nowS = (): number => (performance.now() - windowStartMs) / 1000;
  const until = (tS: number): Promise<void> =>
    delay(Math.max(0, (tS - nowS()) * 1000), undefined, { signal });
  const countBefore = async (tS: number, more: number): Promise<number | null> => {
    await until(tS - ASK_EARLIER * holdS);
    const counted = await count(more);
    await until(tS);
    return counted;
  };
  const report: CyclesReport = {
    asked: plan.count,
    grow_by: growBy,
    hold_s: holdS,
    base_count: await countBefore(holdS, 0),
    steps: [],
    failure: null,
  };
  for (let cycle = 1; cycle <= plan.count; cycle += 1) {
    const startS = holdS * (2 * cycle - 1);
    const step = { cycle, grow_t_s: nowS(), shrink_t_s: 0, end_t_s: 0 };
    try {
      await host.add(nodes);
      const grown_count = await countBefore(startS + holdS, growBy);
      step.shrink_t_s = nowS();
      await host.remove(names);
      const shrunk_count = await countBefore(startS + 2 * holdS, 0);
      step.end_t_s = nowS();
      report.steps.push({ ...step, grown_count, shrunk_count });
    } catch (error) {
      signal.throwIfAborted();
      report.failure = `cycle ${cycle}: ${messageOf(error)}`;
      break;
    }
  }
  return report;
}
