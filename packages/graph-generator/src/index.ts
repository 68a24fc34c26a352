export { planGraph, planNode } from './graph-plan.js';
export { referenceGraphHost } from './reference-graph-host.js';
export type { GraphPlan, NodeShape, PlannedNode, PlanOptions } from './graph-plan.js';
export type { ReferenceGraphHost, ReferenceGraphHostOptions } from './reference-graph-host.js';
