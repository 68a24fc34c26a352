export { churnPlan } from './churn-plan.js';
export { planGraph, planNode } from './graph-plan.js';
export { referenceGraphHost } from './reference-graph-host.js';
export { rosGraphHostProgram } from './ros-graph-host-program.js';
export { runChurn } from './run-churn.js';

export type { ChurnStep } from './churn-plan.js';
export type { GraphPlan, NodeShape, PlannedNode, PlanOptions } from './graph-plan.js';
export type { ReferenceGraphHost, ReferenceGraphHostOptions } from './reference-graph-host.js';
export type { ChurnClock, ChurnHost, ChurnOptions, ChurnReport } from './run-churn.js';
