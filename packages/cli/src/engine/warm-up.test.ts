import { describe, expect, it } from 'vitest';
import type { WarmupPoll } from './warm-up.js';
import { WarmupGate } from './warm-up.js';

const settings = { timeoutS: 180, pollS: 2, slopePolls: 5, countPolls: 3, maxSlopeKibPerS: 5 };

function gateWith(
  memory: (number | null)[],
  counts?: (number | null)[],
  expected: number | null = null,
): WarmupGate {
  const gate = new WarmupGate(settings, expected);
  memory.forEach((anonymousKib, i) => {
    const poll: WarmupPoll = { tS: 2 * i, anonymousKib, entities: counts ? (counts[i] ?? null) : undefined };
    gate.add(poll);
  });
  return gate;
}

describe('the warm-up gate', () => {
  it('opens on flat memory and an equal count', () => {
    expect(gateWith([90, 100, 100, 101, 100, 100], [0, 0, 7, 14, 14, 14]).settled()).toBe('settled');
    expect(gateWith([100, 100, 100, 100, 100]).settled()).toBe('settled');
  });

  it('waits for the whole of the graph', () => {
    const seen = (counts: number[]): WarmupGate => gateWith([100, 100, 100, 100, 100], counts, 14);
    expect(seen([14, 14, 14, 14, 14]).settled()).toBe('settled');
    expect(seen([16, 16, 16, 16, 16]).settled()).toBe('settled');
    expect(seen([9, 9, 9, 9, 9]).outcome(10).reason).toBe('the target reports 9 of 14 entities');
  });

  it.each([
    ['few polls', gateWith([100, 100]), /only 2 of 5 polls/],
    ['growing memory', gateWith([100, 120, 140, 160, 180]), /moves by 10.0 KiB\/s/],
    ['an unreachable target', gateWith([100, 100, 100, 100, 100], [14, 14, 14, null, 14]), /did not answer/],
    [
      'a changing count',
      gateWith([100, 100, 100, 100, 100], [14, 14, 13, 14, 14]),
      /still changes: 13, 14, 14/,
    ],
    ['no entities', gateWith([100, 100, 100, 100, 100], [0, 0, 0, 0, 0]), /no entities/],
    ['unreadable memory', gateWith([100, null, 100, 100, 100]), /could not be read/],
  ])('stays closed on %s', (_, gate, reason) => {
    expect(gate.settled()).toBeNull();
    expect(gate.outcome(10)).toMatchObject({ converged: false, reason: expect.stringMatching(reason) });
  });
});
