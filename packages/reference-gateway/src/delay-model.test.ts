import { describe, expect, it } from 'vitest';
import type { DelaySettings } from './delay-model.js';
import { DelayModel } from './delay-model.js';

const settings: DelaySettings = {
  distribution: 'constant',
  delayMs: 5,
  spread: 0,
  seed: 7,
  stallEveryS: 0,
  stallS: 0,
};

function mean(model: DelayModel, draws = 50_000): number {
  let sum = 0;
  for (let i = 0; i < draws; i += 1) sum += model.draw();
  return sum / draws;
}

describe('the delay of a request', () => {
  it('has the mean it is told, and the same sequence for the same seed', () => {
    expect(new DelayModel(settings, 0).draw()).toBe(5);
    const spread = { ...settings, distribution: 'uniform', spread: 2 } as const;
    const uniform = new DelayModel(spread, 0);
    expect(mean(uniform)).toBeCloseTo(5, 1);
    const exponential = { ...settings, distribution: 'exponential' } as const;
    expect(Math.abs(mean(new DelayModel(exponential, 0)) - 5)).toBeLessThan(0.1);
    const lognormal = { ...settings, distribution: 'lognormal', spread: 0.5 } as const;
    expect(Math.abs(mean(new DelayModel(lognormal, 0)) - 5 * Math.exp(0.125))).toBeLessThan(0.1);
    expect(new DelayModel(exponential, 0).draw()).toBe(new DelayModel(exponential, 0).draw());
  });

  it('stands still during a stall', () => {
    const stalling = new DelayModel({ ...settings, stallEveryS: 10, stallS: 1 }, 1000);
    expect(stalling.endOf(1000)).toBe(1005);
    // 2 ms of work before the stall that begins 9 s in, 3 ms after it.
    expect(stalling.endOf(1000 + 8998)).toBe(1000 + 10_003);
    expect(stalling.endOf(1000 + 9500)).toBe(1000 + 10_005);
    expect(new DelayModel({ ...settings, delayMs: 0 }, 0).idle).toBe(true);
    expect(stalling.idle).toBe(false);
  });
});
