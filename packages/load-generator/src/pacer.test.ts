import { describe, expect, it } from 'vitest';
import { LONGEST_LEAD_MS, PacerLead } from './pacer.js';

/** Ticks whose wake-up takes what `wakeMs` gives; the share that came late over the second half. */
function lateShare(wakeMs: (tick: number) => number, ticks = 4000): { late: number; leadMs: number } {
  const lead = new PacerLead();
  let late = 0;
  for (let tick = 0; tick < ticks; tick += 1) {
    const early = lead.us / 1000 - wakeMs(tick);
    lead.learn(early);
    if (tick >= ticks / 2 && early <= 0) late += 1;
  }
  return { late: late / (ticks / 2), leadMs: lead.us / 1000 };
}

describe('the lead of the pacer', () => {
  it.each([0.04, 0.3])(
    'settles at what a host needs that wakes up in %d ms, one tick in four being late',
    (wakeMs) => {
      const { late, leadMs } = lateShare((tick) => wakeMs + 0.02 * ((tick * 0.618) % 1));
      expect(late).toBeGreaterThan(0.2);
      expect(late).toBeLessThan(0.3);
      expect(leadMs).toBeGreaterThan(wakeMs);
      expect(leadMs).toBeLessThan(wakeMs + 0.03);
    },
  );

  it('never exceeds its bound on a host that is always late, nor falls below nothing', () => {
    expect(lateShare(() => 5).leadMs).toBe(LONGEST_LEAD_MS);
    expect(lateShare(() => -1).leadMs).toBe(0);
  });
});
