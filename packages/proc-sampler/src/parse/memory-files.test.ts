import { expect, test } from 'vitest';
import { fixture } from '../../test/fixture.ts';
import { parseSmapsRollup, sumSmaps } from './smaps.js';
import { parseStatus } from './status.js';

test('smaps_rollup of the recorded gateway', () => {
  expect(parseSmapsRollup(fixture('gateway-cyclone/smaps_rollup'))).toEqual({
    rssKib: 38248,
    pssKib: 30056,
    sharedCleanKib: 14280,
    sharedDirtyKib: 0,
    privateCleanKib: 8676,
    privateDirtyKib: 15292,
    privateHugetlbKib: 0,
    anonymousKib: 15292,
    swapKib: 0,
    swapPssKib: 0,
  });
});

test('the sum of smaps is smaps_rollup of the same process, but for the rounding of each PSS', () => {
  const smaps = fixture('nginx/smaps');
  const sum = sumSmaps(smaps);
  const rollup = parseSmapsRollup(fixture('nginx/smaps_rollup'));
  expect({ ...sum, pssKib: 0 }).toEqual({ ...rollup, pssKib: 0 });
  const mappings = smaps.split('\n').filter((line) => line.startsWith('Rss:')).length;
  expect(rollup.pssKib - sum.pssKib).toBeGreaterThanOrEqual(0);
  expect(rollup.pssKib - sum.pssKib).toBeLessThanOrEqual(mappings);
});

test('a cut rollup is refused, never half summed', () => {
  const text = fixture('gateway-cyclone/smaps_rollup');
  const end = text.indexOf('Swap:') + 'Swap:                  0 kB\n'.length;
  for (let length = 0; length < end; length += 1) {
    expect(() => parseSmapsRollup(text.slice(0, length))).toThrow(/^smaps_rollup: expected/);
  }
});

test('status of the recorded gateway: its anonymous memory is that of smaps', () => {
  expect(parseStatus(fixture('gateway-cyclone/status'))).toEqual({
    rssKib: 38248,
    peakRssKib: 38384,
    anonymousKib: 15292,
    shmemKib: 8,
    swapKib: 0,
    voluntarySwitches: 3571,
    involuntarySwitches: 2269,
  });
});
