import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { statistics } from '../../test/statistics.js';
import type { HistoryEntry } from './history-entry.js';
import { appendHistory, readHistory } from './history-store.js';
import { historyCsv, queryHistory } from './query-history.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-history-'));
});
afterEach(() => rmSync(dir, { recursive: true }));
const store = (): string => path.join(dir, 'history.ndjson');

/** Seeded noise that is close to normal: the sum of twelve uniform numbers. */
function noise(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return () => Array.from({ length: 12 }, uniform).reduce((a, b) => a + b, 0) - 6;
}

function entry(i: number, ussKib: number): HistoryEntry {
  return {
    schema_version: 1,
    id: `run-${i}/footprint`,
    run: `run-${i}`,
    lane: 'footprint',
    commit: `c${String(i).padStart(4, '0')}`,
    host: 'test-cpu-2c-24g',
    profile: 'reference',
    quick: false,
    method_version: 1,
    high_load: false,
    finished_at: new Date(Date.UTC(2026, 0, 1) + i * 3_600_000).toISOString(),
    metrics: { 'footprint.uss_kib': ussKib },
  };
}

const PLANTED = [150, 320, 500, 690, 860];
const STEPS = [1.03, 0.97, 1.05, 1.03, 0.95];

function thousand(seed: number): HistoryEntry[] {
  const next = noise(seed);
  let level = 50_000;
  return Array.from({ length: 1000 }, (_, i) => {
    const at = PLANTED.indexOf(i);
    if (at >= 0) level *= STEPS[at] ?? 1;
    return entry(i, level * (1 + 0.008 * next()));
  });
}

describe('a history of a thousand commits', () => {
  it.each([1, 2, 3])('shows the five changes planted in it, and at most one more (seed %i)', (seed) => {
    const [series] = queryHistory(thousand(seed), { metrics: () => true }, statistics);
    const found = series?.changes.map((change) => change.index) ?? [];
    for (const planted of PLANTED)
      expect(Math.min(...found.map((index) => Math.abs(index - planted)))).toBeLessThanOrEqual(2);
    expect(found.length).toBeLessThanOrEqual(PLANTED.length + 1);
    const first = series?.changes[0];
    expect([first?.good_commit, first?.bad_commit].map((commit) => Number(commit?.slice(1)))).toSatisfy(
      ([good, bad]: number[]) => (good ?? 0) < 150 + 1 && (bad ?? 0) >= 150 - 1,
    );
  });

  it('shows none where there is none', () => {
    const next = noise(9);
    const flat = Array.from({ length: 1000 }, (_, i) => entry(i, 50_000 * (1 + 0.008 * next())));
    const [series] = queryHistory(flat, { metrics: () => true }, statistics);
    expect(series).toMatchObject({ changes: [], undecided: null });
    const zero = [...flat.slice(0, 20), entry(20, 0)];
    expect(queryHistory(zero, { metrics: () => true }, statistics)[0]?.undecided).toMatch(/zero or less/);
  });

  it('leaves runs of a busy host out, and counts them', () => {
    const entries = [0, 1, 2].map((i) => ({ ...entry(i, 50_000), high_load: i === 1 }));
    const [series] = queryHistory(entries, { metrics: () => true }, statistics);
    expect([series?.points.length, series?.busy]).toEqual([2, 1]);
    expect(series?.undecided).toMatch(/2 runs are too few/);
  });
});

describe('the store', () => {
  it('takes each run once and gives all of them back', async () => {
    const entries = [entry(0, 1), entry(1, 2)];
    expect(await appendHistory(store(), entries)).toBe(2);
    expect(await appendHistory(store(), [...entries, entry(2, 3)])).toBe(1);
    expect((await readHistory(store())).entries.map((one) => one.run)).toEqual(['run-0', 'run-1', 'run-2']);
  });

  it('recovers from a line that was cut short, and refuses damage in the middle', async () => {
    await appendHistory(store(), [entry(0, 1)]);
    appendFileSync(store(), JSON.stringify(entry(1, 2)).slice(0, 40));
    expect(await readHistory(store())).toMatchObject({ entries: [{ run: 'run-0' }], tornBytes: 40 });
    await appendHistory(store(), [entry(2, 3)]);
    expect(await readHistory(store())).toMatchObject({
      entries: [{ run: 'run-0' }, { run: 'run-2' }],
      tornBytes: 0,
    });
    writeFileSync(store(), `{"half\n${readFileSync(store(), 'utf8')}`);
    await expect(readHistory(store())).rejects.toMatchObject({ code: 'MEDKIT_HISTORY_INVALID' });
  });

  it('loses nothing when several write at once', async () => {
    const writers = Array.from({ length: 8 }, (_, i) => appendHistory(store(), [entry(i, i + 1)]));
    expect(await Promise.all(writers)).toEqual(Array.from({ length: 8 }, () => 1));
    expect((await readHistory(store())).entries).toHaveLength(8);
  });

  it('writes CSV that no spreadsheet runs', () => {
    const hostile = [{ ...entry(0, 1), run: '=cmd()' }];
    const csv = historyCsv(queryHistory(hostile, { metrics: () => true }, statistics));
    expect(csv).toContain("'=cmd()");
  });
});
