import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ensureWritable, newRunName, newestRunWith, readJson, runFolder, writeJson } from './store.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-store-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

it('writes whole files and leaves no partial one', () => {
  const file = path.join(dir, 'a', 'x.json');
  writeJson(file, { a: 1 });
  expect(readJson(file)).toEqual({ a: 1 });
  expect(readFileSync(file, 'utf8').endsWith('\n')).toBe(true);
  expect(readdirSync(path.dirname(file))).toEqual(['x.json']);
});

it('names the file that could not be written or read', () => {
  writeFileSync(path.join(dir, 'file'), '');
  expect(() => writeJson(path.join(dir, 'file', 'x.json'), {})).toThrow(/x\.json could not be written/);
  writeFileSync(path.join(dir, 'broken.json'), '{"a": ');
  expect(() => readJson(path.join(dir, 'broken.json'))).toThrow(/broken\.json is not JSON/);
  expect(readJson(path.join(dir, 'absent.json'))).toBeNull();
  expect(() => ensureWritable(path.join(dir, 'file', 'results'))).toThrow(/cannot be written/);
});

it.each(['../up', '/abs', '.hidden', 'a/b', '', 'x'.repeat(200), 'nul\0l'])(
  'refuses the run name %j',
  (name) => {
    expect(() => runFolder(dir, name)).toThrow(/--run-dir/);
  },
);

it('finds the newest run that holds a lane', () => {
  for (const run of ['2026-01-01_000000', '2026-02-01_000000']) {
    mkdirSync(path.join(dir, run, 'footprint'), { recursive: true });
    writeJson(path.join(dir, run, 'footprint', 'plan.json'), {});
  }
  mkdirSync(path.join(dir, '2026-03-01_000000'));
  expect(newestRunWith(dir, 'footprint')).toBe('2026-02-01_000000');
  expect(newestRunWith(dir, 'scaling')).toBeNull();
  expect(newRunName(new Date('2026-11-24T14:00:05.123Z'))).toBe('2026-11-24_140005');
});
