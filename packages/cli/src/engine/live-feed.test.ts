import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Sample } from '@medkit-bench/proc-sampler';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LiveTail } from '../report/serve/live-tail.js';
import type { LiveSample } from './live-feed.js';
import { extremesOf, LIVE_FILE, LiveFeed } from './live-feed.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-live-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const CELL = { lane: 'footprint', index: 0, cells: 3, id: 'rep1', label: 'repeat 1' };
const sample = (kib: number | null): Sample =>
  ({ uss_kib: kib, anonymous_kib: kib, cpu_cores: 0.1, num_threads: 4 }) as unknown as Sample;

describe('what a run says of itself while it measures', () => {
  it('is read as it was written, also in pieces', () => {
    const feed = new LiveFeed(dir);
    const tail = new LiveTail(dir);
    expect(tail.read()).toBeNull();
    feed.cell(CELL);
    expect(tail.read()).toMatchObject({ ...CELL, pid: process.pid, phase: 'starting', samples: [] });
    feed.phase('warming up', 41.6);
    feed.sample(sample(100));
    feed.sample(sample(null));
    feed.phase('measuring', 30);
    expect(tail.read()).toMatchObject({
      phase: 'measuring',
      left_s: 30,
      samples: [{ uss_kib: 100 }, { uss_kib: null }],
    });
  });

  it('begins anew with each cell, and leaves nothing behind', () => {
    const feed = new LiveFeed(dir);
    const tail = new LiveTail(dir);
    feed.cell(CELL);
    feed.sample(sample(1));
    feed.phase('measuring', 30);
    expect(tail.read()?.samples).toHaveLength(1);
    feed.cell({ ...CELL, id: 'rep2' });
    expect(tail.read()).toMatchObject({ id: 'rep2', samples: [] });
    feed.close();
    expect(existsSync(path.join(dir, LIVE_FILE))).toBe(false);
    expect(tail.read()).toBeNull();
    feed.sample(sample(1));
    expect(existsSync(path.join(dir, LIVE_FILE))).toBe(false);
  });

  it('a folder that cannot be written harms nobody', () => {
    const feed = new LiveFeed(path.join(dir, 'not', 'there'));
    feed.cell(CELL);
    feed.phase('measuring', 1);
    feed.close();
  });

  it('what is no line of a feed is passed over', () => {
    new LiveFeed(dir).cell(CELL);
    appendFileSync(
      path.join(dir, LIVE_FILE),
      'not json\n[1]\nnull\n7\n{"kind":"sample","at_s":1,"uss_kib":5}\n{"kind":"sa',
    );
    expect(new LiveTail(dir).read()?.samples).toEqual([{ at_s: 1, uss_kib: 5 }]);
  });
});

describe('thinning', () => {
  const value = fc.option(fc.integer({ min: 0, max: 1000 }), { nil: null });
  const samples = fc.array(
    fc.record({
      at_s: fc.nat(),
      uss_kib: value,
      anonymous_kib: value,
      cpu_cores: value,
      num_threads: value,
    }),
    { minLength: 1, maxLength: 50 },
  );

  it('keeps the extremes and the last, at most four, in order', () => {
    fc.assert(
      fc.property(samples, (all) => {
        const kept = extremesOf(all);
        const memory = (list: readonly LiveSample[]): number[] =>
          list.flatMap((one) => one.anonymous_kib ?? one.uss_kib ?? []);
        expect(kept.length).toBeLessThanOrEqual(4);
        expect(kept.at(-1)).toBe(all.at(-1));
        expect(Math.max(...memory(kept))).toBe(Math.max(...memory(all)));
        expect(Math.min(...memory(kept))).toBe(Math.min(...memory(all)));
        expect(kept.map((one) => all.indexOf(one))).toEqual(
          kept.map((one) => all.indexOf(one)).sort((a, b) => a - b),
        );
      }),
    );
  });
});
