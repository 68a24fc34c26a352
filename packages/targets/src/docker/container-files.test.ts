import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pack, type Headers } from 'tar-stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ContainerFiles } from './container-files.js';
import type { Engine } from './engine.js';

let dir: string;
let before: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-archive-'));
  before = process.cwd();
  process.chdir(dir);
});
afterEach(() => {
  process.chdir(before);
  rmSync(dir, { recursive: true });
});

/** Files of a container whose engine answers each question with the next of these entries; asked: for which paths. */
function filesOf(...entries: [Headers, string][]): { files: ContainerFiles; asked: string[] } {
  const asked: string[] = [];
  const left = [...entries];
  const getArchive = ({ path: file }: { path: string }) => {
    asked.push(file);
    const archive = pack();
    const [header, text] = left.shift() ?? [{ name: 'none' }, ''];
    archive.entry(header, text);
    archive.finalize();
    return Promise.resolve(archive);
  };
  const engine = {
    docker: { getContainer: () => ({ getArchive }) },
    ask: (_what: string, work: () => Promise<unknown>) => work(),
  } as unknown as Engine;
  return { files: new ContainerFiles(engine, 'c0ffee', () => Promise.reject(new Error('no exec'))), asked };
}

it.each(['../outside', '/tmp/medkit-outside', '../../../../tmp/medkit-outside', 'a/../../outside'])(
  'an entry called %s is read into memory and unpacked nowhere',
  async (name) => {
    const { files } = filesOf([{ name, type: 'file' }, 'text']);
    expect((await files.read('/app/x')).toString()).toBe('text');
    expect(readdirSync(dir)).toEqual([]);
    expect([existsSync(path.join(dir, '../outside')), existsSync('/tmp/medkit-outside')]).toEqual([
      false,
      false,
    ]);
  },
);

it('a link is followed in the container, whose root is where it ends', async () => {
  const link: Headers = { name: 'x', type: 'symlink', linkname: '../../../../../etc/hostname' };
  const { files, asked } = filesOf([link, ''], [{ name: 'hostname', type: 'file' }, "the container's"]);
  expect((await files.read('/app/x')).toString()).toBe("the container's");
  expect(asked).toEqual(['/app/x', '/etc/hostname']);
});

it('links that lead in a ring, and what is no file, are refused', async () => {
  const ring = Array.from({ length: 64 }, (): [Headers, string] => [
    { name: 'x', type: 'symlink', linkname: 'x' },
    '',
  ]);
  await expect(filesOf(...ring).files.read('/x')).rejects.toMatchObject({ code: 'MEDKIT_TARGET_FILE' });
  const folder: Headers = { name: 'x', type: 'directory' };
  await expect(filesOf([folder, '']).files.read('/x')).rejects.toMatchObject({ code: 'MEDKIT_TARGET_FILE' });
});
