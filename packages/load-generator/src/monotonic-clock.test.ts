import { describe, expect, it } from 'vitest';
import { clockOriginMs } from './monotonic-clock.js';

describe('the origin of the monotonic clock', () => {
  it('is not moved by a pause between the two readings', () => {
    let clockMs = 5000;
    let reading = 0;
    // The process is held up for 0.2 ms or more in every pair of readings but one.
    const pause = (): void => void (clockMs += (reading += 1) === 20 ? 0 : 0.2 * reading);
    const found = clockOriginMs(
      () => clockMs,
      () => {
        pause();
        return clockMs - 1234;
      },
    );
    expect(found).toBeCloseTo(1234, 9);
  });
});
