import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLog } from './known-gateway.js';
import { throughStalls, truthOf, workWithin } from './truth-of-log.js';

const stalls = { beganMs: 500, everyMs: 10_000, stallMs: 1000 };

describe('the truth of a log', () => {
  it('knows what work a span holds, and when work is done, alike', () => {
    const at = fc.double({ min: 500, max: 50_000, noNaN: true });
    fc.assert(
      fc.property(at, fc.double({ min: 0.1, max: 30_000, noNaN: true }), (from, workMs) => {
        expect(workWithin(from, throughStalls(from, workMs, stalls), stalls)).toBeCloseTo(workMs, 6);
      }),
    );
  });

  it('charges a stall to what was due in it, also where nothing was sent', () => {
    const row = (at: number, endMs: number) =>
      ({ arrived_ms: at, start_ms: at, intended_ms: endMs, end_ms: endMs }) as const;
    const reference = { stall_every_s: 10, stall_s: 1 };
    // One request a second was sent, none of them into the stall.
    const rows = Array.from({ length: 9 }, (_, i) => row(500 + i * 1000, 505 + i * 1000));
    const truth = truthOf({ beganMs: 500, rows, reference }, { rate: 100, seconds: 10, clientMs: [0.25] });
    expect(truth.p50).toBeCloseTo(5.25, 6);
    expect(truth.p95).toBeGreaterThan(490);
    expect(truth.max).toBeCloseTo(1005.25, 6);
  });

  it('adds what the wire saw before the log, and the samples of a client in turn', () => {
    const rows = Array.from({ length: 4 }, (_, i) => ({
      arrived_ms: i * 1000,
      start_ms: i * 1000,
      intended_ms: i * 1000 + 5,
      end_ms: i * 1000 + 5,
      before_log_ms: 0.5,
    }));
    const reference = { stall_every_s: 10, stall_s: 0 };
    const truth = truthOf({ beganMs: 0, rows, reference }, { rate: 1, seconds: 4, clientMs: [1, 2] });
    expect(truth.p50).toBeCloseTo(6.5, 6);
    expect(truth.max).toBeCloseTo(7.5, 6);
  });

  it('is read from the file that the gateway writes', () => {
    const text = '# stalls are counted from 12.5 ms\nstart_ms,end_ms\n1,2.5\n';
    expect(parseLog(text)).toEqual({ beganMs: 12.5, rows: [{ start_ms: 1, end_ms: 2.5 }] });
  });
});
