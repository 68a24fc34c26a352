import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder } from './make-folder.js';

describe('makeFolder', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'make-folder-'));
  afterAll(() => rmSync(root, { recursive: true }));

  it('makes all parents, and does nothing where the folder is there', () => {
    const dir = path.join(root, 'a/b/c');
    makeFolder(dir);
    makeFolder(dir);
    expect(existsSync(dir)).toBe(true);
  });

  it('ends with an error where no folder can be made', () => {
    expect(() => makeFolder('/proc/none/of/this')).toThrow(/ENOENT|EACCES|EPERM/);
    writeFileSync(path.join(root, 'file'), '');
    expect(() => makeFolder(path.join(root, 'file/below'))).toThrow(/ENOTDIR/);
  });
});
