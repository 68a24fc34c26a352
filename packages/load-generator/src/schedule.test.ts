import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Schedule } from './schedule.js';

describe('Schedule', () => {
  it.each([
    [320, 10, 3200],
    [40, 60, 2400],
    [3, 1, 3],
    [0.5, 3, 2],
    [320, 0, 0],
  ])('has %d/s over %d s due %d times', (rate, seconds, count) => {
    expect(new Schedule(1e6, rate).countWithin(seconds * 1000)).toBe(count);
  });

  it('counts exactly the requests due before the end of the span', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 5000 }), (rate, spanMs) => {
        const schedule = new Schedule(0, rate);
        const count = schedule.countWithin(spanMs);
        expect(schedule.dueMs(count - 1)).toBeLessThan(spanMs);
        expect(schedule.dueMs(count)).toBeGreaterThan(spanMs - 1e-6);
      }),
    );
  });

  it('does not drift', () => {
    expect(new Schedule(0, 3).dueMs(3_000_000)).toBeCloseTo(1e9, 3);
  });
});
