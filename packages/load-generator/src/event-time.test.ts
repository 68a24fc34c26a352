import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventTimeMs } from './event-time.js';

describe('eventTimeMs', () => {
  it('reads seconds, nanoseconds and ISO texts', () => {
    expect(eventTimeMs('{"timestamp":1795457474.208}')).toBeCloseTo(1_795_457_474_208, 0);
    expect(eventTimeMs('{"timestamp":1795457474208000000}')).toBeCloseTo(1_795_457_474_208, 0);
    expect(eventTimeMs('{"timestamp":"2026-11-23T18:11:14.208Z"}')).toBe(1_795_457_474_208);
  });

  it.each([
    '',
    '{',
    '[]',
    'null',
    '{"timestamp":null}',
    '{"timestamp":0}',
    '{"timestamp":"soon"}',
    '{"x":{"timestamp":1}}',
  ])('says nothing for %j', (data) => expect(eventTimeMs(data)).toBeNull());

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (data) => void eventTimeMs(data)));
  });
});
