const hrtimeMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/**
 * How far `performance.now()`, which counts from this thread's start, is behind the system's monotonic clock. A pair of
 * readings with a pause between them gives too little, so the largest of many is the closest: an origin that is 0.2 ms
 * off makes every request of a schedule miss its tick and go out with the next one.
 *
 * @param monotonicMs read first
 * @param threadMs read right after it
 */
export function clockOriginMs(monotonicMs: () => number, threadMs: () => number): number {
  let origin = -Infinity;
  for (let i = 0; i < 50; i += 1) origin = Math.max(origin, monotonicMs() - threadMs());
  return origin;
}

const originMs = clockOriginMs(hrtimeMs, () => performance.now());

/** Milliseconds of the system's monotonic clock, as `process.hrtime` counts them in every thread; the cheaper call. */
export function nowMs(): number {
  return originMs + performance.now();
}
