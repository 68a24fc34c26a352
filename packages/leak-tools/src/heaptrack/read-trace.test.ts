import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { decompress } from 'fzstd';
import { describe, expect, it } from 'vitest';
import { isLeakToolsError } from '../errors.js';
import { decompressed } from './open-trace.js';
import { readHeaptrackTrace } from './read-trace.js';

const compressed = readFileSync(new URL('../../test/fixtures/leaky.heaptrack.zst', import.meta.url));
const plain = Buffer.from(decompress(compressed));
const read = (text: string | Uint8Array): ReturnType<typeof readHeaptrackTrace> =>
  readHeaptrackTrace([typeof text === 'string' ? Buffer.from(text) : text]);

// Two stacks below main: keep() and drop(). keep allocates 100 bytes, drop 50.
const HEAD = [
  'v 10400 3',
  'X ./server --port 1',
  'I 1000 5e2991',
  's 8 /bin/srv',
  's 4 main',
  's 4 keep',
  's 4 drop',
  's 3 a.c',
];
const STACKS = [
  'i 10 1 2 5 a',
  'i 20 1 3 5 b',
  'i 30 1 4 5 c',
  't 1 0',
  't 2 1',
  't 3 1',
  'a 64 2',
  'a 32 3',
];
const TAIL = ['# strings: 5', '# ips: 3', ''];
const trace = (...events: string[]): string => [...HEAD, ...STACKS, ...events, ...TAIL].join('\n');

describe('readHeaptrackTrace', () => {
  it('reads a recorded trace', async () => {
    const found = await readHeaptrackTrace([plain]);
    expect(found).toMatchObject({
      source: 'trace',
      heaptrackVersion: '1.4.0',
      command: './leaky 40 1000',
      attached: false,
    });
    expect(found.totals).toMatchObject({ leakedBytes: 40_000, leakedBlocks: 40, allocations: 9546 });
    expect(found.sites('leaked')).toMatchObject([
      { function: 'leak_blocks', line: 30, bytes: 40_000, count: 40 },
    ]);
  });

  it('keeps totals, peak and temporary allocations', async () => {
    const found = await read(trace('+ 0', '+ 1', '- 1', 'c a', 'R 3', '+ 0', '+ 0', 'c 14', '- 0', '+ 1'));
    expect(found.totals).toEqual({
      allocations: 5,
      temporaryAllocations: 1 + 1,
      peakBytes: 300,
      peakAtS: 0.01,
      leakedBytes: 250,
      leakedBlocks: 3,
      suppressedBytes: 0,
      peakRssBytes: 3 * 4096,
    });
    const summary = (measure: 'leaked' | 'peak' | 'allocated' | 'temporary'): unknown =>
      found.sites(measure).map((site) => [site.function, site.bytes, site.count]);
    expect(summary('leaked')).toEqual([
      ['keep', 200, 2],
      ['drop', 50, 1],
    ]);
    expect(summary('peak')).toEqual([['keep', 300, 3]]);
    expect(summary('allocated')).toEqual([
      ['keep', 300, 3],
      ['drop', 100, 2],
    ]);
    expect(found.durationS).toBe(0.02);
    expect(found.series.map((point) => [point.tS, point.heapBytes])).toEqual([
      [0, 100],
      [0.01, 300],
      [0.02, 250],
    ]);
    expect(found.folded('leaked')).toEqual([
      { frames: ['main', 'keep'], weight: 200 },
      { frames: ['main', 'drop'], weight: 50 },
    ]);
  });

  it('reads formats 1 and 2 of older versions, whose strings have no length', async () => {
    const old = trace('+ 0', '+ 1').replace(/^s \w+ /gm, 's ');
    const expected = (await read(trace('+ 0', '+ 1'))).sites('leaked');
    for (const version of ['v 10100 2', 'v 10200 2', 'v 10000 1', 'v 10200']) {
      const found = await read(old.replace('v 10400 3', version));
      expect(found.sites('leaked')).toEqual(expected);
    }
    await expect(read(trace('+ 0').replace('v 10400 3', 'v 10900 4'))).rejects.toMatchObject({
      code: 'MEDKIT_LEAK_FORMAT',
    });
  });

  it('takes strings with line breaks as format 3 may hold them', async () => {
    const found = await read(trace('+ 0').replace('s 4 keep', 's 6 ke\nep!'));
    expect(found.sites('leaked')[0]?.function).toBe('ke\nep!');
  });

  it('charges the caller of an allocation function, and its inlined frames', async () => {
    const found = await read(
      trace('+ 0')
        .replace('s 4 keep', 's 1b operator new(unsigned long)')
        .replace('i 20 1 3 5 b', 'i 20 1 3 0 0 4 5 9'),
    );
    expect(found.sites('leaked')[0]).toMatchObject({ function: 'drop', line: 9, bytes: 100 });
    expect(found.sites('leaked')[0]?.stack.map((frame) => frame.function)).toEqual([
      'operator new(unsigned long)',
      'drop',
      'main',
    ]);
  });

  it('hides what suppressions name, and says how much', async () => {
    const chunks = [Buffer.from(trace('+ 0', '+ 1', 'S leak:nowhere'))];
    const found = await readHeaptrackTrace(chunks, { suppressions: ['^ke*p$'] });
    expect(found.totals).toMatchObject({ leakedBytes: 50, leakedBlocks: 1, suppressedBytes: 100 });
    expect(found.sites('leaked').map((site) => site.function)).toEqual(['drop']);
  });

  it('shows an address, marked, where there is no name', async () => {
    const found = await read(trace('+ 0').replace('i 20 1 3 5 b', 'i 7f20 1'));
    expect(found.sites('leaked')[0]).toMatchObject({
      function: '0x7f20',
      resolved: false,
      module: '/bin/srv',
    });
    expect(found.unresolvedShare).toBe(0.5);
  });

  it.each([
    ['nothing', '', 'MEDKIT_LEAK_EMPTY'],
    ['a trace without its end', trace('+ 0').replace(/# [\s\S]*/, ''), 'MEDKIT_LEAK_TRUNCATED'],
    ['a trace cut in a line', trace('+ 0').slice(0, -3), 'MEDKIT_LEAK_TRUNCATED'],
    ['a trace that lost a string', trace('+ 0').replace('strings: 5', 'strings: 6'), 'MEDKIT_LEAK_TRUNCATED'],
    ['other text', 'hello\nworld\n', 'MEDKIT_LEAK_FORMAT'],
    ['a raw recording', trace('m 1 x 55 0 970'), 'MEDKIT_LEAK_FORMAT'],
    ['an unknown allocation', trace('+ 7'), 'MEDKIT_LEAK_FORMAT'],
    ['an unknown deallocation', trace('- 7'), 'MEDKIT_LEAK_FORMAT'],
    ['a stack from nowhere', trace('t 9 9'), 'MEDKIT_LEAK_FORMAT'],
    ['a number that is none', trace('a zz 1'), 'MEDKIT_LEAK_FORMAT'],
    ['a second header', trace('v 10400 3'), 'MEDKIT_LEAK_FORMAT'],
  ])('refuses %s', async (_, text, code) => {
    await expect(read(text)).rejects.toMatchObject({ code });
  });

  it('reads the same whatever the pieces it arrives in', async () => {
    const whole = (await readHeaptrackTrace([plain])).totals;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 40 }),
        async (sizes) => {
          const pieces: Uint8Array[] = [];
          for (let at = 0, i = 0; at < plain.length; i++) {
            const size = sizes[i % sizes.length] as number;
            pieces.push(plain.subarray(at, at + size));
            at += size;
          }
          expect((await readHeaptrackTrace(pieces)).totals).toEqual(whole);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('knows every prefix of a trace as cut off', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: plain.length - 2 }), async (length) => {
        await expect(readHeaptrackTrace([plain.subarray(0, length)])).rejects.toSatisfy(isLeakToolsError);
      }),
      { numRuns: 100 },
    );
  });

  it('answers any damage with a profile or a typed error', async () => {
    const edit = fc.record({ at: fc.integer({ min: 0, max: 4000 }), bytes: fc.uint8Array({ maxLength: 8 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 6 }), async (edits) => {
        const damaged = Buffer.from(plain);
        for (const { at, bytes } of edits) damaged.set(bytes, at);
        await read(damaged).catch((error: unknown) => expect(error).toSatisfy(isLeakToolsError));
      }),
      { numRuns: 200 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        await expect(read(bytes)).rejects.toSatisfy(isLeakToolsError);
      }),
      { numRuns: 200 },
    );
  });

  it('agrees with a plain count of any sequence of events', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.boolean(), fc.boolean()), { maxLength: 200 }), async (events) => {
        const live = [0, 0];
        let peak = 0;
        let peakLive = [0, 0];
        const lines = events.flatMap(([frees, second]) => {
          const info = second ? 1 : 0;
          if (frees && live[info] === 0) return [];
          live[info]! += frees ? -1 : 1;
          const bytes = live[0]! * 100 + live[1]! * 50;
          if (bytes > peak) [peak, peakLive] = [bytes, [...live]];
          return [`${frees ? '-' : '+'} ${info}`];
        });
        const found = await read(trace(...lines));
        expect(found.totals).toMatchObject({ peakBytes: peak, leakedBytes: live[0]! * 100 + live[1]! * 50 });
        const blocks = (measure: 'leaked' | 'peak', name: string): number =>
          found.sites(measure).find((site) => site.function === name)?.count ?? 0;
        expect([blocks('leaked', 'keep'), blocks('leaked', 'drop')]).toEqual(live);
        expect([blocks('peak', 'keep'), blocks('peak', 'drop')]).toEqual(peakLive);
      }),
      { numRuns: 200 },
    );
  });
});

describe('decompressed', () => {
  async function* pieces(data: Uint8Array, size = 100): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size);
  }
  const all = async (data: Uint8Array, size?: number): Promise<Buffer> => {
    const parts: Uint8Array[] = [];
    for await (const part of decompressed(pieces(data, size), 'x')) parts.push(part);
    return Buffer.concat(parts);
  };

  it('reads zstd, gzip and plain data by their first bytes', async () => {
    for (const data of [compressed, gzipSync(plain), plain]) {
      expect((await all(data)).equals(plain)).toBe(true);
      expect((await all(data, 1)).equals(plain)).toBe(true);
    }
  });

  it('calls data that stops in the middle cut off', async () => {
    for (const data of [compressed, gzipSync(plain)]) {
      for (const part of [0.1, 0.5, 0.99]) {
        const cut = data.subarray(0, Math.floor(data.length * part));
        await expect(all(cut)).rejects.toMatchObject({ code: 'MEDKIT_LEAK_TRUNCATED' });
      }
    }
  });
});
