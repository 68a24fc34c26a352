import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readSamples } from './cell-store.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-cells-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function write(cell: string): void {
  mkdirSync(path.join(dir, cell), { recursive: true });
  writeFileSync(path.join(dir, cell, 'samples.ndjson'), '{"t_s": 1}\n{"t_s": 2}\n{"t_s":');
}

it('reads the samples of a cell and leaves a line out that was cut short', () => {
  write('lane/cells/rep1');
  expect([...readSamples(path.join(dir, 'lane'), 'rep1')]).toEqual([{ t_s: 1 }, { t_s: 2 }]);
  expect([...readSamples(path.join(dir, 'lane'), 'rep2')]).toEqual([]);
});

it('does not follow an id out of the lane', () => {
  write('elsewhere');
  write('lane/cells');
  for (const id of ['../../elsewhere', '..', '.', '', '/etc', 'a/../../../elsewhere', 'x'.repeat(200)])
    expect([...readSamples(path.join(dir, 'lane'), id)], id).toEqual([]);
});
