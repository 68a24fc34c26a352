import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sourceProcess } from './source-process.ts';

/**
 * Runs the JavaScript example of a package's README against its sources: the lines that it prints, and those that the
 * comments of the example promise.
 * @param promise what a promised line looks like; its first group is the line
 */
export function runReadmeExample(
  readme: string,
  packageName: string,
  index: URL,
  promise: RegExp,
): { printed: string[]; promised: (string | undefined)[] } {
  const [, imports] = readme.split(/```js\nimport \{/);
  const [, names = '', from, code = ''] =
    /^([^}]+)\} from '([^']+)';\n([\s\S]*?)```/.exec(imports ?? '') ?? [];
  if (from !== packageName)
    throw new Error(`the first example of the README imports nothing from ${packageName}`);
  const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-readme-'));
  try {
    const argv = sourceProcess(dir, index, names, `${code}\nprocess.exit(0);`);
    const printed = execFileSync(process.execPath, argv, { encoding: 'utf8' });
    return {
      printed: printed.trimEnd().split('\n'),
      promised: [...code.matchAll(promise)].map((match) => match[1]),
    };
  } finally {
    rmSync(dir, { recursive: true });
  }
}
