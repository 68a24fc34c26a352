import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runChild } from '../process/run-child.js';
import { describeRemoteHost, describeRemoteProcess } from './describe-remote.js';
import { readRemoteFiles, splitAtBoundary } from './read-remote-files.js';

const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-remote-'));
afterAll(() => rmSync(dir, { recursive: true }));

it('reads several files in one command, whatever is in them, and leaves out what is not there', async () => {
  const texts = {
    empty: '',
    plain: 'a\nb\n',
    'no newline': 'x',
    "odd 'name": '\n\n',
    lookalike: '==abc /x\n',
  };
  const paths = Object.entries(texts).map(([name, text]) => {
    writeFileSync(path.join(dir, name), text);
    return path.join(dir, name);
  });
  const read = await readRemoteFiles(runChild, [...paths, path.join(dir, 'missing')]);
  expect([...read]).toEqual(Object.entries(texts).map(([name, text]) => [path.join(dir, name), text]));
  expect(splitAtBoundary('noise', '==b')).toEqual(new Map());
});

it('describes a host and a process through a shell as it does directly', async () => {
  expect(await describeRemoteHost(runChild)).toMatchObject({ kernel: os.release(), nproc: os.cpus().length });
  const me = await describeRemoteProcess(runChild, process.pid);
  expect(me).toMatchObject({ pid: process.pid, exe: process.execPath, allocator: 'glibc' });
  expect(me.threads?.count).toBeGreaterThan(1);
  await expect(describeRemoteProcess(runChild, 2 ** 22 + 1)).rejects.toMatchObject({
    code: 'MEDKIT_PROCESS_GONE',
  });
});
