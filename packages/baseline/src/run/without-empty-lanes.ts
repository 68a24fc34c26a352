import type { MeasuredRun } from '../model/measured-lane.js';

/** A run without the lanes that hold nothing to compare, and the names of those. */
export interface RunWithoutEmptyLanes {
  readonly run: MeasuredRun;
  readonly leftOut: readonly string[];
}

/**
 * Leaves out lanes without a figure that a later run could be held against: those that answer another question (two
 * builds in turn, a calibration, call sites), and those that measured nothing.
 */
export function withoutEmptyLanes(run: MeasuredRun): RunWithoutEmptyLanes {
  const lanes = Object.entries(run.lanes);
  const full = lanes.filter(([, lane]) => Object.keys(lane.metrics).length > 0);
  return {
    run: { ...run, lanes: Object.fromEntries(full) },
    leftOut: lanes.filter((lane) => !full.includes(lane)).map(([name]) => name),
  };
}
