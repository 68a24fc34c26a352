import { describe, expect, it } from 'vitest';
import { EventGaps } from './event-gaps.js';

function missed(...ids: string[]): (number | null)[] {
  const gaps = new EventGaps();
  return ids.map((id) => gaps.missedBefore(id));
}

describe('EventGaps', () => {
  it('counts what lies between two ids', () => {
    expect(missed('7', '8', '12', '13')).toEqual([0, 0, 3, 0]);
  });

  it('takes a replay and a counter that begins anew for no gap', () => {
    expect(missed('9', '10', '9', '10', '11', '1', '2')).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it('says nothing of ids that do not count', () => {
    expect(missed('a-1', '3.5', '-2', '1e9', '')).toEqual([null, null, null, null, null]);
  });
});
