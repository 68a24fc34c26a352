import { footprintLane } from './footprint.js';
import type { Lane } from './lane.js';
import { scalingLane } from './scaling.js';
import type { LaneName } from './settings.js';

/** Every lane by name. */
export const LANES: Readonly<Record<LaneName, Lane>> = { footprint: footprintLane, scaling: scalingLane };
