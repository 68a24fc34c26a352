export { removeLeftovers } from './clean/remove-leftovers.js';
export { isTargetError, TargetError } from './errors.js';
export { describeHost } from './host/describe-host.js';
export { LocalTarget, localTarget } from './local/local-target.js';
export { describeProcess } from './process/describe-process.js';
export type { RemovedLeftovers } from './clean/remove-leftovers.js';
export type { TargetErrorCode } from './errors.js';
export type { HostDescription } from './host/host-description.js';
export type { LocalStart } from './local/local-target.js';
export type { ProcessDescription, ThreadCensus } from './process/process-description.js';
export type {
  ExecOptions,
  ExecResult,
  Instance,
  StopOptions,
  StopResult,
  StreamHandle,
  StreamOptions,
  Target,
} from './target.js';
