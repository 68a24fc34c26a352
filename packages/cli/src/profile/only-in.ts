import { z } from 'zod';

/** Lanes in which a part of a profile counts; absent: in all of them. */
export const onlyIn = z.array(z.string()).min(1).optional();

/** Whether a part of a profile counts in this lane. */
export function countsIn(part: { lanes?: readonly string[] | undefined }, lane: string): boolean {
  return part.lanes === undefined || part.lanes.includes(lane);
}
