/** A pending timer; opaque to everybody but the runtime that made it. */
export type TimerHandle = unknown;

/** Time and randomness as the protocol sees them; tests hand in a virtual one. */
export interface Runtime {
  /** Monotonic milliseconds. */
  now(): number;
  /** Milliseconds since 1970, for time stamps on the wire. */
  unixMs(): number;
  setTimer(delayMs: number, fire: () => void): TimerHandle;
  clearTimer(handle: TimerHandle): void;
}

export const systemRuntime: Runtime = {
  now: () => performance.now(),
  unixMs: () => Date.now(),
  setTimer: (delayMs, fire) => setTimeout(fire, delayMs),
  clearTimer: (handle) => clearTimeout(handle as NodeJS.Timeout),
};
