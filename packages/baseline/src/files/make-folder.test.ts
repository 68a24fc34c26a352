import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { appendHistory } from '../history/history-store.js';
import { makeFolder } from './make-folder.js';
import { withFileLock } from './file-lock.js';
import { writeAtomically } from './write-atomically.js';

const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-folder-'));
afterAll(() => rmSync(dir, { recursive: true }));

describe('makeFolder', () => {
  it('makes every parent, also when several callers do so at once', async () => {
    const deep = path.join(dir, 'a/b/c');
    await Promise.all([makeFolder(deep), makeFolder(deep), makeFolder(path.dirname(deep))]);
    await makeFolder(deep);
    expect(existsSync(deep)).toBe(true);
  });

  // On a folder that answers "no such file" to any attempt, Node's recursive form tries for ever.
  it('fails where no folder can be made, and so does what writes there', async () => {
    const nowhere = '/proc/none/deeper/file.json';
    await expect(makeFolder(path.dirname(nowhere))).rejects.toThrow(/ENOENT/);
    await expect(writeAtomically(nowhere, '{}')).rejects.toThrow(/ENOENT/);
    await expect(withFileLock(nowhere, 1, async () => undefined)).rejects.toThrow(/ENOENT/);
    await expect(appendHistory(nowhere, [])).rejects.toMatchObject({ code: 'MEDKIT_STORE_IO' });
  });
});
