import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { sourceProcess } from '../../../tools/testing/source-process.ts';
import { TARGET_ERROR_CODES } from './errors.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it('documents every error code, and none that does not exist', () => {
  const documented = [...readme.matchAll(/^\| `(MEDKIT_\w+)`/gm)].map((match) => match[1]);
  expect(documented).toEqual([...TARGET_ERROR_CODES]);
});

it('shows an example that prints what it says', () => {
  const example = /```js\nimport \{([^}]+)\} from '@medkit-bench\/targets';\n([\s\S]*?)```/.exec(readme);
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
    const promised = [...code.matchAll(/\/\/ (.*)$/gm)].map((match) => match[1]);
    expect(printed.trimEnd().split('\n')).toEqual(promised);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
