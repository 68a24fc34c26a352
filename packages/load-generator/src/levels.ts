import type { LoadLevel } from './load-options.js';

/** What a level stands for: `workers` clients of equal pace, `rate` requests per second in all. */
export interface LevelPreset {
  readonly workers: number;
  readonly rate: number;
  readonly sse: number;
  readonly dataEndpoints: number;
}

/** light: 8 clients x 5/s. heavy: 32 x 10/s, four event streams and one data endpoint. */
export const LEVELS: Readonly<Record<LoadLevel, LevelPreset>> = {
  light: { workers: 8, rate: 40, sse: 0, dataEndpoints: 0 },
  heavy: { workers: 32, rate: 320, sse: 4, dataEndpoints: 1 },
};

/** The entity lists that both levels poll in turn. */
export const LEVEL_PATHS: readonly string[] = ['/components', '/apps', '/areas'];
