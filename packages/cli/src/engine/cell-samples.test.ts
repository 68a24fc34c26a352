import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Sample } from '@medkit-bench/proc-sampler';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CellSamples } from './cell-samples.js';
import { clearCell, readSamples } from './cell-store.js';

let lane: string;
let samples: CellSamples;
beforeEach(() => {
  lane = mkdtempSync(path.join(os.tmpdir(), 'medkit-cell-samples-'));
  samples = new CellSamples(lane, 'rep1');
});
afterEach(() => rmSync(lane, { recursive: true, force: true }));

const sample = (t_s: number, uss_kib: number | null = 100): Sample => ({ t_s, uss_kib }) as Sample;
const files = (): string[] => (existsSync(lane) ? readdirSync(path.join(lane, 'cells/rep1')).sort() : []);
const kept = () => [...readSamples(lane, 'rep1')].map(({ subject, phase, t_s }) => [subject, phase, t_s]);

describe('the samples of a cell', () => {
  it('can be read while they come, whole lines and no finished file before the end', () => {
    samples.add(0, 'main', sample(0.1));
    samples.add(0, 'main', sample(0.2));
    samples.columns(0);
    expect(files()).toEqual(['samples.ndjson.partial']);
    const text = readFileSync(path.join(lane, 'cells/rep1/samples.ndjson.partial'), 'utf8');
    expect(text.split('\n').map((line) => line && (JSON.parse(line) as Sample).t_s)).toEqual([0.1, 0.2, '']);
    expect(kept()).toEqual([]);
  });

  it('stand in one file at the end, the main process first, warm-up at negative times', () => {
    samples.warmedUp(0, 'main', [sample(1), sample(2)]);
    samples.warmedUp(1, 'helper', [sample(2)]);
    for (const t of [0, 1]) {
      samples.add(1, 'helper', sample(t + 0.5));
      samples.add(0, 'main', sample(t));
    }
    samples.finish();
    expect(files()).toEqual(['samples.ndjson']);
    expect(kept()).toEqual([
      ['main', 'warmup', -1.001],
      ['main', 'warmup', -0.001],
      ['main', 'window', 0],
      ['main', 'window', 1],
      ['helper', 'warmup', -0.001],
      ['helper', 'window', 0.5],
      ['helper', 'window', 1.5],
    ]);
  });

  it('give the columns of a window back, unknown values as unknown', () => {
    samples.warmedUp(0, 'main', [sample(1)]);
    samples.add(0, 'main', sample(0, 0.1 + 0.2));
    samples.add(0, 'main', sample(1, null));
    const columns = samples.columns(0);
    expect([columns.length, columns.at('uss_kib', 0), columns.at('uss_kib', 1)]).toEqual([
      2,
      0.1 + 0.2,
      null,
    ]);
    expect(columns.timeAt(1)).toBe(1);
  });

  it.each([[1], [2]])('of %i processes survive the removal of the whole folder', (subjects) => {
    for (let i = 0; i < subjects; i += 1) samples.add(i, `p${i}`, sample(0));
    rmSync(lane, { recursive: true });
    for (let i = 0; i < subjects; i += 1) samples.add(i, `p${i}`, sample(1));
    expect(files()).toEqual([]);
    samples.finish();
    expect(files()).toEqual(['samples.ndjson']);
    expect(kept()).toHaveLength(2 * subjects);
  });

  it('wait for a folder that cannot be written for a while, and fail at the end where it stays so', () => {
    const blocked = new CellSamples('/proc/medkit-bench', 'rep1');
    for (const t of [0, 1]) blocked.add(0, 'main', sample(t));
    expect(() => blocked.finish()).toThrow(expect.objectContaining({ code: 'MEDKIT_WRITE', exitCode: 2 }));
    blocked.discard();
  });

  it('leave nothing of a cell without a result', () => {
    samples.add(0, 'main', sample(0));
    samples.add(1, 'helper', sample(0));
    samples.discard();
    expect(existsSync(path.join(lane, 'cells/rep1'))).toBe(false);
    new CellSamples(lane, 'rep2').discard();
  });

  it('of a killed run go with the cell that is run again', () => {
    samples.add(0, 'main', sample(0));
    expect(files()).toEqual(['samples.ndjson.partial']);
    clearCell(lane, 'rep1');
    expect(existsSync(path.join(lane, 'cells/rep1'))).toBe(false);
  });
});
