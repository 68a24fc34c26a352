import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fixture } from '../../test/fixture.ts';
import { decodeName, hasExited, isKernelThread, parseStat } from './stat.js';

const recorded = fixture('gateway-cyclone/stat');

describe('parseStat', () => {
  test('reads the fields of a recorded file', () => {
    expect(parseStat(recorded)).toEqual({
      pid: 2593,
      comm: 'gateway_node',
      state: 'S',
      ppid: 1,
      flags: 4194304,
      minorFaults: 21373,
      majorFaults: 19,
      utimeTicks: 421,
      stimeTicks: 110,
      childUtimeTicks: 0,
      childStimeTicks: 0,
      numThreads: 24,
      startTicks: 323981,
    });
  });

  test('finds the fields behind any name, also one with parentheses, blanks and newlines', () => {
    const name = fc.string({
      unit: fc.constantFrom('(', ')', ' ', '\n', 'S', '1', 'é', '\\'),
      maxLength: 15,
    });
    fc.assert(
      fc.property(name, (comm) => {
        const bytes = Buffer.from(comm, 'utf8').toString('latin1');
        const parsed = parseStat(recorded.replace('gateway_node', () => bytes));
        expect(parsed.comm).toBe(comm);
        expect(parsed.startTicks).toBe(323981);
      }),
    );
  });

  test('shows bytes that are not UTF-8 as replacement characters', () => {
    expect(decodeName('a\u00ffb')).toBe('a\ufffdb');
  });

  test('refuses every cut that takes a needed field', () => {
    const end = recorded.indexOf(' 1241968640');
    for (let length = 0; length <= end; length += 1) {
      if (length === end) continue;
      expect(() => parseStat(recorded.slice(0, length)), recorded.slice(0, length)).toThrow(
        /^stat: expected/,
      );
    }
  });

  test('tells kernel threads, zombies and a process whose first thread has ended', () => {
    const stat = parseStat(recorded);
    expect([isKernelThread(stat), hasExited(stat)]).toEqual([false, false]);
    expect(isKernelThread({ ...stat, flags: 2129984 })).toBe(true);
    expect(hasExited({ ...stat, state: 'Z', numThreads: 1 })).toBe(true);
    expect(hasExited({ ...stat, state: 'Z', numThreads: 3 })).toBe(false);
  });
});
