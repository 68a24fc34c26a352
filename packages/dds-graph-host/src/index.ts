export { createGraphHost, GraphHost } from './host/graph-host.js';
export { DdsGraphError } from './errors.js';
export { Churn } from './host/churn.js';
export type { AcknowledgementWait } from './host/graph-host.js';
export type { ChurnOptions, ChurnReport } from './host/churn.js';
export type { GraphHostOptions } from './host/options.js';
export type { GraphHostStats, PeerStats } from './host/host-stats.js';
export type { DdsGraphErrorCode } from './errors.js';
export type { Distro, GraphNode, GraphParameter, GraphPlan, GraphService, GraphTopic, NodeShape } from './graph-plan.js';
