import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SampleLog } from './sample-log.js';

describe('SampleLog', () => {
  it('numbers samples from 1 and finds what they speak of', () => {
    const log = new SampleLog();
    expect([log.firstSeq, log.lastSeq]).toEqual([1, 0]);
    expect([log.push(7), log.push(-7)]).toEqual([1, 2]);
    expect([log.at(1), log.at(2), log.at(3)]).toEqual([7, -7, 0]);
  });

  it('agrees with a plain map under any pushes and removals', () => {
    const step = fc.oneof(
      fc.record({ push: fc.integer({ min: 1, max: 9999 }) }),
      fc.record({ remove: fc.integer({ min: 0, max: 400 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const log = new SampleLog();
        const model = new Map<number, number>();
        let last = 0;
        for (const action of steps) {
          if ('push' in action) model.set(++last, action.push);
          else model.delete(action.remove);
          if ('push' in action) log.push(action.push);
          else log.remove(action.remove);
        }
        expect(log.lastSeq).toBe(last);
        for (let n = 1; n <= last + 1; n++) {
          expect(log.at(n)).toBe(model.get(n) ?? 0);
          let next = n;
          while (next <= last && !model.has(next)) next += 1;
          expect(log.nextLive(n)).toBe(next);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('costs what lives in it, not what ever did', () => {
    const log = new SampleLog();
    for (let i = 0; i < 10; i++) log.push(1);
    for (let i = 0; i < 50_000; i++) log.remove(log.push(2));
    expect(log.storedCount).toBeLessThan(200);
    expect([log.firstSeq, log.nextLive(11), log.lastSeq]).toEqual([1, 50_011, 50_010]);
  });
});
