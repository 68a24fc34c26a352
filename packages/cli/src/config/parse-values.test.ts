import { describe, expect, it } from 'vitest';
import {
  parseCount,
  parseCountList,
  parseDurationS,
  parsePositiveDurationS,
  parseShare,
} from './parse-values.js';

describe('durations', () => {
  it('are seconds when bare and accept units', () => {
    expect(parseDurationS('300', '--duration')).toBe(300);
    expect(parseDurationS('5m', '--duration')).toBe(300);
    expect(parseDurationS('250ms', '--interval')).toBe(0.25);
    expect(parseDurationS('.5', '--interval')).toBe(0.5);
  });

  it.each(['', 'x', '-1', '5 weeks', '1e9', 'NaN'])('refuses %j and names the flag', (text) => {
    expect(() => parseDurationS(text, '--duration')).toThrow(/--duration/);
  });

  it('refuses a window of no length', () => {
    expect(() => parsePositiveDurationS('0', '--duration')).toThrow(/above zero/);
  });
});

describe('counts', () => {
  it('takes whole numbers in range', () => {
    expect(parseCount('5', '--repeats')).toBe(5);
    expect(parseCountList('10,30, 60', '--entities')).toEqual([10, 30, 60]);
    expect(parseCountList([10, 20], 'entities')).toEqual([10, 20]);
  });

  it('names every wrong entry of a list', () => {
    expect(() => parseCountList('0,-1,x', '--entities')).toThrow("--entities: '0', '-1', 'x' are not");
    expect(() => parseCountList('', '--entities')).toThrow(/--entities/);
  });

  it.each(['0', '1.5', '', 'many', '1000001'])('refuses %j', (text) => {
    expect(() => parseCount(text, '--repeats')).toThrow(/--repeats/);
  });
});

describe('shares', () => {
  it('are percentages or fractions', () => {
    expect([parseShare('2%', '--precision'), parseShare('0.02', '--precision')]).toEqual([0.02, 0.02]);
  });

  it.each(['0', '100%', '2', '-1%', 'tight'])('refuses %j', (text) => {
    expect(() => parseShare(text, '--precision')).toThrow(/--precision/);
  });
});
