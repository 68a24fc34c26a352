export { createGraphHost, GraphHost } from './host/graph-host.js';
export { recordGraph } from './host/recorder.js';
export { Churn } from './host/churn.js';
export { openControl } from './control/http-control.js';
export { benchPlan } from './ros/bench-plan.js';
export { typeHash } from './ros/type-hash.js';
export { readGraphFile } from './plan-file.js';
export { DdsGraphError } from './errors.js';
export type { AcknowledgementWait } from './host/graph-host.js';
export type { BenchPlanOptions } from './ros/bench-plan.js';
export type { ChurnOptions, ChurnReport } from './host/churn.js';
export type { ControlServer } from './control/http-control.js';
export type { DdsGraphErrorCode } from './errors.js';
export type {
  Distro,
  GraphNode,
  GraphParameter,
  GraphPlan,
  GraphService,
  GraphTopic,
  NodeShape,
} from './graph-plan.js';
export type { GraphFile } from './plan-file.js';
export type { GraphHostOptions } from './host/options.js';
export type { GraphHostStats, PeerStats } from './host/host-stats.js';
export type { Recording, RecorderOptions } from './host/recorder.js';
