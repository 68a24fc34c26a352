import type { LaneName } from './settings.js';

/** The lanes that measure a target, in the order in which `all` runs them. A list apart from the lanes, which load the statistics. */
export const MEASURING_LANES: readonly LaneName[] = [
  'footprint',
  'scaling',
  'sweep',
  'load',
  'fault',
  'churn',
  'heap',
  'memcheck',
  'attribute',
];

/** Lanes that measure two builds in turn. */
export const BUILD_LANES: readonly LaneName[] = ['ab', 'aa'];

/** Every lane that measures a target of the user's. */
export const TARGET_LANES: readonly LaneName[] = [...MEASURING_LANES, ...BUILD_LANES];

/** Every lane: those, and the one that measures the instrument. */
export const LANE_NAMES: readonly LaneName[] = [...TARGET_LANES, 'calibrate'];
