import { describe, expect, it } from 'vitest';
import { exchangesOf, excessOf } from './wire.js';

describe('what the wire saw', () => {
  it('is told request by request, the first of a connection from its opening', () => {
    const lines = [
      '10.000\t0\t80\t0\tTrue',
      '10.000\t0\t5000\t0\t1',
      '10.001\t0\t80\t90\tFalse',
      '10.500\t1\t80\t90\t0',
      '10.013\t0\t5000\t400\tFalse',
      '10.013\t0\t5000\t100\tFalse',
      '10.100\t0\t80\t90\tFalse',
      '10.112\t0\t5000\t400\tFalse',
      '10.505\t1\t5000\t400\t0',
    ];
    expect(exchangesOf(lines, 80).map((ms) => Math.round(ms))).toEqual([13, 12, 5]);
  });

  it('has no exchange where no answer came', () => {
    expect(exchangesOf(['10.0\t0\t80\t90\t0'], 80)).toEqual([]);
  });

  it('exceeds the log pair by pair, and where there are no pairs by what the medians say', () => {
    expect(excessOf([5, 20, 7], [4, 18, 6]).map(Math.round)).toEqual([1, 2, 1]);
    expect(excessOf([5, 20, 7, 8], [4, 18, 6])).toEqual([2, 2, 2]);
    // Two that overtook each other between the wire and the log.
    expect(excessOf([5, 20, 60, 8, 9], [4, 19, 7, 59, 8])).toEqual([1, 1, 1, 1, 1]);
  });
});
