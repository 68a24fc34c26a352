import type { GraphPlan, NodeShape, PlannedNode } from './graph-plan.js';
import { planNode } from './graph-plan.js';

/** What one step of churn changes: as many nodes go as come, so that the size stays. */
export interface ChurnStep {
  remove: string[];
  add: PlannedNode[];
  /** The graph after the step. */
  plan: GraphPlan;
}

/** First index of nodes that churn brings: far above any node of a static plan, so that names never meet. */
const FIRST_INDEX = 1_000_000;

/**
 * Plans a step of churn: the oldest `count` nodes go, fresh ones with names never used before come.
 * @param step from 0; each step of a run needs its own
 * @throws RangeError when step or count is no whole number in range
 */
export function churnPlan(plan: GraphPlan, step: number, count: number, shape: NodeShape): ChurnStep {
  if (!Number.isInteger(step) || step < 0) throw new RangeError(`step: ${step} is not a whole number from 0`);
  if (!Number.isInteger(count) || count < 1 || count > plan.nodes.length) {
    throw new RangeError(
      `count: ${count} is not a whole number from 1 to the graph's ${plan.nodes.length} nodes`,
    );
  }
  const gone = plan.nodes.slice(0, count);
  const add = gone.map((old, i) => {
    const index = FIRST_INDEX + step * count + i;
    return planNode(`churn_node_${index}`, index, old.namespace, shape);
  });
  return {
    remove: gone.map((node) => node.name),
    add,
    plan: { nodes: [...plan.nodes.slice(count), ...add] },
  };
}
