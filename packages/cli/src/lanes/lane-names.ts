import type { LaneName } from './settings.js';

/** Every lane, in the order in which `all` runs them. A list apart from the lanes, which load the statistics. */
export const LANE_NAMES: readonly LaneName[] = ['footprint', 'scaling', 'sweep', 'load', 'fault', 'churn'];
