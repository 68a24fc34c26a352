export { ProcError, isProcError } from './errors.js';
export { findOneProcess, findProcesses } from './find-processes.js';
export { hostNoiseBetween, readHostNoise } from './host-noise.js';
export { processTree } from './read/process-tree.js';
export { sampleOnce } from './sample-once.js';
export { readStartTicks } from './start-ticks.js';
export { groupThreadNames, threadCensus } from './thread-census.js';
export { watchProcess } from './watch-process.js';
export { watchThroughStream } from './watch-through-stream.js';
export { findThroughStream } from './stream/find-through-stream.js';
export { FORMAT_VERSION } from './sample.js';

export type { ProcErrorCode } from './errors.js';
export type { FindOptions, ProcessInfo } from './find-processes.js';
export type { HostNoise } from './host-noise.js';
export type { Sample } from './sample.js';
export type { SampleOnceOptions } from './sample-once.js';
export type { ThreadGroup } from './thread-census.js';
export type { WatchProcessOptions } from './watch-process.js';
export type { ByteSink, ByteSource, ByteStream, OpenStream } from './stream/byte-stream.js';
export type { WatchThroughStreamOptions } from './watch-through-stream.js';
export type {
  EndReason,
  HostNoiseSummary,
  ObserverCost,
  PrivateCleanJump,
  Watch,
  WatchResult,
  WindowOptions,
} from './watch-types.js';
