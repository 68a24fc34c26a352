import { describe, expect, it } from 'vitest';
import { burstNumbers } from './burst-numbers.js';
import { SampleColumns } from './sample-columns.js';

const BURST_S = 10;

/** Samples each 0.2 s for 70 s; memory and CPU as functions of the time since the burst (negative before it). */
function samples(
  memoryKib: (s: number) => number | null,
  cpu: (s: number) => number | null = () => 0.1,
): SampleColumns {
  const all = Array.from({ length: 350 }, (_, i) => {
    const t_s = i * 0.2;
    const anonymous_kib = memoryKib(t_s - BURST_S);
    return {
      t_s,
      anonymous_kib,
      uss_kib: anonymous_kib === null ? null : anonymous_kib + 4000,
      cpu_cores: cpu(t_s - BURST_S),
    };
  });
  return SampleColumns.of(all);
}

const buffer =
  (kib: number, forS: number, left = 0) =>
  (s: number) =>
    50_000 + (s < 0 ? 0 : s < forS ? kib : left) + 20 * Math.sin(s * 5);

describe('the figures of a burst', () => {
  it('hold the size, the length and the return of a known buffer', () => {
    const numbers = burstNumbers(samples(buffer(8192, 3)), BURST_S);
    expect(numbers.peak_rise_kib).toBeGreaterThan(8192 * 0.97);
    expect(numbers.peak_rise_kib).toBeLessThan(8192 * 1.03);
    expect(numbers.capture_duration_s).toBeGreaterThan(2.8);
    expect(numbers.capture_duration_s).toBeLessThan(3.2);
    expect(numbers).toMatchObject({ capture_seen_in: 'memory', left_baseline: true, recovered: true });
    expect(Math.abs(numbers.residual_kib ?? 1e9)).toBeLessThan(50);
  });

  it('see what is not given back', () => {
    const numbers = burstNumbers(samples(buffer(8192, 3, 6000)), BURST_S);
    expect(numbers).toMatchObject({ left_baseline: true, recovered: false, recovery_s: null });
    expect(numbers.residual_kib).toBeCloseTo(6000, -2);
  });

  it('do not call a burst recovered that never left its baseline', () => {
    const numbers = burstNumbers(samples(buffer(1000, 3)), BURST_S);
    expect(numbers).toMatchObject({ left_baseline: false, recovered: null, capture_seen_in: 'memory' });
  });

  it('take the length from CPU where memory says nothing', () => {
    const numbers = burstNumbers(
      samples(
        () => 50_000,
        (s) => (s >= 0 && s < 2 ? 0.8 : 0.1),
      ),
      BURST_S,
    );
    expect(numbers.capture_seen_in).toBe('cpu');
    expect(numbers.capture_duration_s).toBeGreaterThan(1.7);
    expect(numbers.capture_duration_s).toBeLessThan(2.3);
  });

  it('find no end where nothing rose above noise', () => {
    expect(
      burstNumbers(
        samples(() => 50_000),
        BURST_S,
      ).capture_duration_s,
    ).toBeNull();
  });

  it('stay unknown where memory cannot be read or the window is too short', () => {
    expect(
      burstNumbers(
        samples(() => null),
        BURST_S,
      ),
    ).toMatchObject({
      judged_by: null,
      peak_rise_kib: null,
      recovered: null,
    });
    expect(burstNumbers(new SampleColumns(), BURST_S).peak_rise_kib).toBeNull();
  });
});
