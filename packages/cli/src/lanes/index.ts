import { attributeLane } from './attribute.js';
import { aaLane, abLane } from './builds.js';
import { calibrateLane } from './calibrate.js';
import { churnLane } from './churn.js';
import { faultLane } from './fault.js';
import { footprintLane } from './footprint.js';
import { heapLane } from './heap.js';
import type { Lane } from './lane.js';
import { loadLane } from './load.js';
import { memcheckLane } from './memcheck.js';
import { scalingLane } from './scaling.js';
import type { LaneName } from './settings.js';
import { sweepLane } from './sweep.js';

/** Every lane by name, in the order that a report shows them. */
export const LANES: Readonly<Record<LaneName, Lane>> = {
  footprint: footprintLane,
  scaling: scalingLane,
  sweep: sweepLane,
  load: loadLane,
  fault: faultLane,
  churn: churnLane,
  heap: heapLane,
  memcheck: memcheckLane,
  attribute: attributeLane,
  ab: abLane,
  aa: aaLane,
  calibrate: calibrateLane,
};
