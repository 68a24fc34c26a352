export { LoadError, isLoadError } from './errors.js';
export { LEVELS } from './levels.js';
export { parseWeightedPath } from './path-mix.js';
export { runLoad, startLoad } from './run-load.js';
export type { LoadErrorCode } from './errors.js';
export type { LevelPreset } from './levels.js';
export type { ConnectionMode, LoadLevel, LoadOptions, LoopMode, TlsOptions } from './load-options.js';
export type {
  GeneratorCost,
  LatencySummary,
  LoadResult,
  ModeResult,
  SseResult,
  TimelineRow,
} from './load-result.js';
export type { ErrorKind } from './outcome.js';
export type { WeightedPath } from './path-mix.js';
export type { RunningLoad } from './run-load.js';
