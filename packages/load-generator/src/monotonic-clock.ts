const hrtimeMs = (): number => Number(process.hrtime.bigint()) / 1e6;

// performance.now() is the cheaper call but counts from this thread's start; both read the same clock.
const originMs = hrtimeMs() - performance.now();

/** Milliseconds of the system's monotonic clock, as `process.hrtime` counts them in every thread. */
export function nowMs(): number {
  return originMs + performance.now();
}
