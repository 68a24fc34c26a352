import { ACTIVITY_OPTIONS } from './activity-options.js';
import { BUILD_OPTIONS } from './build-options.js';
import type { LaneOption } from './lane-option.js';
import { PROFILER_OPTIONS } from './profiler-options.js';
import { VARIATION_OPTIONS } from './variation-options.js';
import { WINDOW_OPTIONS } from './window-options.js';

/** Every lane setting, once: flags, help and configuration keys come from here. */
export const LANE_OPTIONS: readonly LaneOption[] = [
  ...WINDOW_OPTIONS,
  ...VARIATION_OPTIONS,
  ...ACTIVITY_OPTIONS,
  ...PROFILER_OPTIONS,
  ...BUILD_OPTIONS,
];
