/**
 * When requests are due: request k at `startMs + k * 1000 / rate`. Absolute, so that a late request
 * does not push back the ones after it.
 */
export class Schedule {
  readonly startMs: number;
  readonly periodMs: number;

  constructor(startMs: number, rate: number) {
    this.startMs = startMs;
    this.periodMs = 1000 / rate;
  }

  dueMs(index: number): number {
    return this.startMs + index * this.periodMs;
  }

  /** How many requests fall due in the first `spanMs` milliseconds, the one at 0 included. */
  countWithin(spanMs: number): number {
    // The tolerance keeps 320/s over 10 s at 3200 when the product lands a hair above a whole number.
    return Math.max(0, Math.ceil(spanMs / this.periodMs - 1e-9));
  }
}
