import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLeakToolsError } from '../errors.js';
import { parseHeaptrackText } from './parse-print-text.js';
import { parseSize } from './print-size.js';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../test/fixtures/${name}`, import.meta.url), 'utf8');
const text = fixture('leaky.print.txt');
const gateway = fixture('gateway.print.txt');

describe('parseHeaptrackText', () => {
  it('reads a recorded output', () => {
    const found = parseHeaptrackText(text);
    expect(found).toMatchObject({ source: 'text', command: './leaky 40 1000' });
    expect(found.totals).toMatchObject({ allocations: 9546, leakedBlocks: null, peakAtS: null });
    expect(found.sites('leaked', 1)).toMatchObject([
      { function: 'leak_blocks', line: 30, bytes: 40_000, count: 40 },
    ]);
    expect(found.sites('leaked', 1)[0]?.stack.map((frame) => frame.function)).toEqual([
      'leak_blocks',
      'main',
    ]);
    expect(found.sites('peak', 1)).toMatchObject([{ function: 'fill_cache', bytes: 4_100_000, count: 1000 }]);
    expect(found.sites('temporary', 1)).toMatchObject([{ function: 'make_temporary', count: 500 }]);
    expect(found.sites('calls', 1)).toMatchObject([{ function: 'work', count: 8000 }]);
    expect(found.folded('leaked')[0]).toEqual({ frames: ['main', 'leak_blocks'], weight: 40_000 });
  });

  it('reads excerpts of a real ROS 2 server, frames without a name or a place included', () => {
    const found = parseHeaptrackText(gateway);
    expect(found.totals).toEqual({
      allocations: 1_010_374,
      temporaryAllocations: 103_850,
      peakBytes: 7_100_000,
      peakAtS: null,
      leakedBytes: 336_320,
      leakedBlocks: null,
      suppressedBytes: 8960,
      peakRssBytes: 43_910_000,
    });
    expect(found.sites('leaked')).toEqual([]); // the section was not asked for
    expect(found.sites('peak').length).toBeGreaterThan(0);
    const deepest = Math.max(...found.sites('calls').map((site) => site.stack.length));
    expect(deepest).toBeGreaterThan(20);
    expect(
      found.sites('calls').every((site) => site.stack.every((frame) => !/^ {2}/.test(frame.function))),
    ).toBe(true);
  });

  it('reads older versions, which print more totals and longer units', () => {
    const older = text
      .replace(
        /^calls to alloc/m,
        'bytes allocated in total (ignoring deallocations): 5.18MB (37.00MB/s)\ncalls to alloc',
      )
      .replace(/(peak heap memory consumption: [\d.]+)M/, '$1MB')
      .replace(/^suppressed leaks.*\n/m, '');
    expect(parseHeaptrackText(older).totals.suppressedBytes).toBeNull();
    expect(parseHeaptrackText(older).totals.peakBytes).toBe(parseHeaptrackText(text).totals.peakBytes);
  });

  it.each([
    ['nothing', '', 'MEDKIT_LEAK_EMPTY'],
    ['other text', 'hello', 'MEDKIT_LEAK_FORMAT'],
    ['output that was cut off', text.slice(0, text.indexOf('total memory leaked')), 'MEDKIT_LEAK_TRUNCATED'],
    ['a size that is none', text.replace(/(total memory leaked: ).*/, '$1lots'), 'MEDKIT_LEAK_FORMAT'],
  ])('refuses %s', (_, input, code) => {
    expect(() => parseHeaptrackText(input)).toThrow(expect.objectContaining({ code }));
  });

  it('answers any damage with a profile or a typed error', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length }), fc.string({ maxLength: 20 }), (at, junk) => {
        for (const damaged of [
          text.slice(0, at),
          text.slice(0, at) + junk + text.slice(at + junk.length),
          junk,
        ]) {
          try {
            parseHeaptrackText(damaged);
          } catch (error) {
            expect(error).toSatisfy(isLeakToolsError);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('parseSize', () => {
  it.each([
    ['0B', 0],
    ['92.16K', 92_160],
    ['7.13MB', 7_130_000],
    ['-1.20K', -1200],
    ['2.5G', 2_500_000_000],
  ])('reads %s', (size, bytes) => {
    expect(parseSize(size)).toBe(bytes);
  });
});
