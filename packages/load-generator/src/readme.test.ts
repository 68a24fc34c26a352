import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { sourceProcess } from '../../../tools/testing/source-process.ts';
import { runCli } from './run-cli.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it('shows an example that prints what it says', () => {
  const example = /```js\nimport \{([^}]+)\} from '@medkit-bench\/load-generator';\n([\s\S]*?)```/.exec(
    readme,
  );
  const [, names = '', code = ''] = example ?? [];
  const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-readme-'));
  try {
    const argv = sourceProcess(
      dir,
      new URL('./index.ts', import.meta.url),
      names,
      `${code}\nprocess.exit(0);`,
    );
    const printed = execFileSync(process.execPath, argv, { encoding: 'utf8' });
    const promised = [...code.matchAll(/\/\/=> (.*)$/gm)].map((match) => match[1]);
    expect(promised).toHaveLength(2);
    expect(printed.trimEnd().split('\n')).toEqual(promised);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

it('lists every option of the command, and none that does not exist', async () => {
  let help = '';
  await runCli(['--help'], {}, { out: (text) => (help += text), err: () => undefined });
  const real = new Set([...help.matchAll(/^ {2}(--[a-z-]+)/gm)].map((match) => match[1]));
  const table = readme.split('## Options of the command')[1]!.split('\n## ')[0]!;
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  const listed = rows.flatMap((line) => [...line.split(' | ')[0]!.matchAll(/(--[a-z-]+)/g)].map((m) => m[1]));
  expect(listed.sort()).toEqual([...real].sort());
});

it('names every error code', () => {
  const source = readFileSync(new URL('./errors.ts', import.meta.url), 'utf8');
  const codes = [...source.matchAll(/'(MEDKIT_\w+)'/g)].map((match) => match[1]);
  expect([...readme.matchAll(/^\| `(MEDKIT_\w+)`/gm)].map((match) => match[1])).toEqual(codes);
});
