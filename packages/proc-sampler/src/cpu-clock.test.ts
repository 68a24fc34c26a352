import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CpuClock } from './cpu-clock.js';
import type { ThreadTimes } from './reading.js';

function threads(times: Readonly<Record<number, number>>): ThreadTimes {
  const tids = Object.keys(times).map(Number);
  return { tids, cpuNs: tids.map((tid) => (times[tid] as number) * 1e9), waitNs: 0, timeslices: 1 };
}

describe('CpuClock', () => {
  test('uses nanoseconds while the threads are the same', () => {
    const clock = new CpuClock();
    clock.advance(100, threads({ 1: 0.6, 2: 0.401 }));
    const step = clock.advance(100, threads({ 1: 0.6, 2: 0.4035 }));
    expect(step.source).toBe('schedstat');
    expect(step.deltaS).toBeCloseTo(0.0025, 9);
  });

  test('says ticks when a thread has ended, and counts what a new one has used', () => {
    const clock = new CpuClock();
    clock.advance(100, threads({ 1: 0.6, 2: 0.4 }));
    const step = clock.advance(130, threads({ 1: 0.6, 3: 0.305 }));
    expect(step.source).toBe('ticks');
    expect(step.deltaS).toBeCloseTo(0.305, 9);
  });

  test('sees threads that were born and gone between two samples of the same threads', () => {
    const clock = new CpuClock();
    clock.advance(100, threads({ 1: 1.0 }));
    const step = clock.advance(150, threads({ 1: 1.001 }));
    expect(step).toEqual({ deltaS: 0.5, totalS: 1.5, source: 'ticks' });
  });

  test('a thread that ended long ago leaves no spike behind: differences of the living are exact', () => {
    const clock = new CpuClock();
    // The truth is 1.019 s, of which an ended thread had 0.5: ticks will seem to gain when they only catch up.
    clock.advance(100, threads({ 1: 0.519 }));
    expect(clock.advance(102, threads({ 1: 0.5201 }))).toMatchObject({
      source: 'schedstat',
      deltaS: expect.closeTo(0.0011),
    });
  });

  test('works from ticks alone', () => {
    const clock = new CpuClock();
    expect(clock.advance(100, null).deltaS).toBeNull();
    expect(clock.advance(103, null)).toMatchObject({ source: 'ticks', totalS: 1.03 });
  });

  test('whatever threads do, the total is never more than 40 ms below the truth, never above, never backwards', () => {
    const step = fc.record({
      use: fc.array(fc.integer({ min: 0, max: 60_000_000 }), { minLength: 3, maxLength: 3 }),
      replaced: fc.boolean(),
      unseen: fc.integer({ min: 0, max: 5_000_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const clock = new CpuClock();
        let truthNs = 0;
        let alive = [0, 0, 0];
        let tids = [1, 2, 3];
        let next = 4;
        let last = 0;
        for (const { use, replaced, unseen } of [{ use: [0, 0, 0], replaced: false, unseen: 0 }, ...steps]) {
          alive = alive.map((ns, i) => ns + (use[i] as number));
          truthNs += use.reduce((sum, ns) => sum + ns, unseen);
          if (replaced) {
            alive = [0, alive[1] as number, alive[2] as number];
            tids = [next++, tids[1] as number, tids[2] as number];
          }
          // User and system time are each cut down to 10 ms.
          const ticks = Math.max(0, Math.floor(truthNs / 2e7) * 2);
          const { totalS } = clock.advance(ticks, { tids, cpuNs: alive, waitNs: 0, timeslices: 1 });
          expect(totalS).toBeLessThanOrEqual(truthNs / 1e9 + 1e-9);
          expect(totalS).toBeGreaterThan(truthNs / 1e9 - 0.04 - 1e-9);
          expect(totalS).toBeGreaterThanOrEqual(last);
          last = totalS;
        }
      }),
    );
  });
});
