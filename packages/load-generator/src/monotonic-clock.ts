/** Milliseconds of the system's monotonic clock: the same number in every thread of this process. */
export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
