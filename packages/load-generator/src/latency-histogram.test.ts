import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from './latency-histogram.js';

const latencies = fc.array(fc.double({ min: 0.001, max: 200_000, noNaN: true }), {
  minLength: 1,
  maxLength: 200,
});

describe('LatencyHistogram', () => {
  it('knows nothing when nothing was recorded', () => {
    const empty = new LatencyHistogram();
    expect(empty.summary()).toEqual({
      count: 0,
      mean_ms: null,
      min_ms: null,
      p50_ms: null,
      p90_ms: null,
      p95_ms: null,
      p99_ms: null,
      p999_ms: null,
      max_ms: null,
    });
    expect(empty.curve()).toEqual([]);
  });

  it('finds every percentile within 0.1 % and a microsecond of the sorted list', () => {
    fc.assert(
      fc.property(latencies, fc.double({ min: 0.1, max: 100, noNaN: true }), (values, percent) => {
        const histogram = new LatencyHistogram();
        for (const value of values) histogram.record(value);
        const sorted = [...values].sort((a, b) => a - b);
        const truth = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length - 1e-9) - 1)]!;
        expect(Math.abs(histogram.percentile(percent)! - truth)).toBeLessThanOrEqual(truth * 0.001 + 0.0015);
      }),
    );
  });

  it('keeps the extremes exactly and the curve rising', () => {
    fc.assert(
      fc.property(latencies, (values) => {
        const histogram = new LatencyHistogram();
        for (const value of values) histogram.record(value);
        expect(histogram.maxMs).toBeCloseTo(Math.max(...values), 3);
        const curve = histogram.curve().map(([, ms]) => ms);
        expect(curve).toEqual([...curve].sort((a, b) => a - b));
      }),
    );
  });
});
