import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tryWithRunLock, withRunLock } from './run-lock.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-lock-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

it('refuses a second one while the first is at work, and names it; not afterwards', async () => {
  await withRunLock(dir, async () => {
    await expect(withRunLock(dir, () => Promise.resolve())).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(new RegExp(`at work in .* \\(process ${process.pid}\\)`)),
    });
    await expect(tryWithRunLock(dir, () => Promise.resolve())).resolves.toMatchObject({ done: false });
  });
  await expect(withRunLock(dir, () => Promise.resolve('mine'))).resolves.toBe('mine');
});

it('lets runs of other folders be, and lets the error of the work through', async () => {
  await withRunLock(path.join(dir, 'a'), () => withRunLock(path.join(dir, 'b'), () => Promise.resolve()));
  await expect(withRunLock(dir, () => Promise.reject(new Error('its own')))).rejects.toThrow('its own');
});
