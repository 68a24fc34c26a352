import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  byteRate,
  cores,
  count,
  memory,
  memoryPerEntity,
  plain,
  showDuration,
  showInterval,
  showRange,
  showValue,
} from './number.js';
import { sparkline } from './sparkline.js';

describe('showValue', () => {
  it('picks a sensible unit', () => {
    expect(showValue(512, memory)).toBe('512 KiB');
    expect(showValue(53_500, memory)).toBe('52.2 MiB');
    expect(showValue(3_500_000, memory)).toBe('3.34 GiB');
    expect(showValue(0.0213, cores)).toBe('0.0213 cores');
    expect(showValue(61, memoryPerEntity)).toBe('61.0 KiB/entity');
    expect(showValue(-4395, byteRate)).toBe('−4.29 KiB/s');
    expect(showValue(13, count)).toBe('13');
    expect(showValue(null, memory)).toBe('unknown');
    expect(showValue(0, memory)).toBe('0 KiB');
  });
});

describe('showInterval', () => {
  it('shows value and ends in one unit', () => {
    expect(showInterval(53_500, 53_180, 53_820, memory)).toBe('52.25 MiB [51.93, 52.56]');
    expect(showInterval(1, 0.9, 1.1, plain)).toBe('1.00 [0.90, 1.10]');
    expect(showInterval(13, 13, 13, count)).toBe('13 [13, 13]');
    expect(showInterval(12, -180, 204, byteRate)).toBe('12 B/s [−180, 204]');
  });

  it('has a dash for an open end and a word for no value, never a zero', () => {
    expect(showInterval(53_500, null, null, memory)).toBe('52.2 MiB [—, —]');
    expect(showInterval(null, 1, 2, memory)).toBe('unknown');
    expect(showRange(null, 2, memory)).toBe('unknown');
  });

  it('never prints exponents, NaN or a negative zero', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 });
    fc.assert(
      fc.property(number, number, number, (value, lo, hi) => {
        for (const quantity of [memory, cores, count, plain, byteRate]) {
          const text = `${showInterval(value, lo, hi, quantity)} ${showValue(value, quantity)} ${showRange(lo, hi, quantity)}`;
          expect(text).not.toMatch(/e[+-]|NaN|Infinity|−0(?:\.0*)?(?![\d.])/u);
        }
      }),
    );
  });
});

describe('showDuration', () => {
  it('speaks in the unit people use', () => {
    expect([1.5, 42, 200, 7500, null].map(showDuration)).toEqual([
      '1.5 s',
      '42 s',
      '3 min 20 s',
      '2 h 5 min',
      'unknown',
    ]);
  });
});

describe('sparkline', () => {
  it('spans its extremes, marks the unknown and does not blow up noise', () => {
    expect(sparkline([0, 50, 100])).toBe('▁▅█');
    expect(sparkline([1, null, Number.NaN])).toBe('▅··');
    expect(sparkline([1000, 1000.1, 1000.2])).toMatch(/^[▄▅]+$/u);
    expect(sparkline([])).toBe('');
  });
});
