import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { sourceProcess } from '../../../tools/testing/source-process.ts';
import * as reporters from './index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it('names no call that does not exist', () => {
  const named = [...readme.matchAll(/`(render\w+|svgTo\w+|parse\w+|EXPORT_FORMATS)`/gu)].map(
    (match) => match[1] ?? '',
  );
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !Object.hasOwn(reporters, name))).toEqual([]);
});

it('shows an example that prints what it says', () => {
  const example = /```js\nimport \{([^}]+)\} from '@medkit-bench\/reporters';\n([\s\S]*?)```/u.exec(readme);
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
    const promised = [...code.matchAll(/^\/\/ (.*)$/gmu)].map((match) => match[1]);
    expect(printed.trimEnd().split('\n')).toEqual(promised);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
