import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { renderRunMarkdown } from '@medkit-bench/reporters';
import { keepLeftOut, readLeftOut } from './left-out.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-left-out-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

it('keeps which lanes were left out, and the report names them with the reason', () => {
  const left = [{ lane: 'memcheck', reason: 'there is no valgrind where the target runs' }];
  keepLeftOut(dir, left);
  expect(readLeftOut(dir)).toEqual(left);
  const text = renderRunMarkdown([], { run: 'a', left_out: readLeftOut(dir) });
  expect(text).toContain('- memcheck: there is no valgrind where the target runs');
});

it('says nothing where nothing was left out, or the file holds something else', () => {
  keepLeftOut(dir, []);
  expect(readLeftOut(dir)).toEqual([]);
  writeFileSync(path.join(dir, 'left_out.json'), '[1, null, {"lane": 3}, {"lane": "heap", "reason": "x"}]');
  expect(readLeftOut(dir)).toEqual([{ lane: 'heap', reason: 'x' }]);
  expect(renderRunMarkdown([], { run: 'a', left_out: [] })).not.toContain('Not run');
});
