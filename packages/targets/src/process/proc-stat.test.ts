import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isDead, parseProcStat, readProcStat } from './proc-stat.js';

const tail = (state: string): string => `${state} 10 20 30 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 98765 1000`;

it('finds the fields behind any name', () => {
  for (const name of ['sh', 'a b', 'x) S 1 1', '((', ') Z 9 9 9', 'new\nline']) {
    expect(parseProcStat(7, `7 (${name}) ${tail('S')}`)).toEqual({
      pid: 7,
      state: 'S',
      parentPid: 10,
      groupId: 20,
      startTicks: '98765',
    });
  }
});

it('gives null for what is no such text, and never throws', () => {
  for (const text of ['', '7 (sh', '7 (sh) S 1', `7 (sh) ${tail('S').replace('98765', 'x')}`]) {
    expect(parseProcStat(7, text)).toBeNull();
  }
  fc.assert(fc.property(fc.string(), (text) => void parseProcStat(1, text)));
});

it('reads ourselves, and null for nobody', () => {
  expect(readProcStat(process.pid)).toMatchObject({ pid: process.pid, parentPid: process.ppid });
  expect(readProcStat(2 ** 22 + 1)).toBeNull();
  expect([isDead(null), isDead(parseProcStat(7, `7 (sh) ${tail('Z')}`))]).toEqual([true, true]);
});
