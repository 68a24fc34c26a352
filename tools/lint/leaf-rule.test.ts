import { ESLint } from 'eslint';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const leaves = readdirSync(path.join(root, 'packages')).filter((name) => name !== 'cli');

async function lint(file: string, text: string): Promise<string[]> {
  const eslint = new ESLint({ cwd: root });
  const [result] = await eslint.lintText(text, { filePath: path.join(root, file) });
  return (result?.messages ?? []).map((message) => `${message.ruleId}: ${message.message}`);
}

const violation = "import { median } from '@medkit-bench/stats';\nexport const x: unknown = median;\n";

describe('the leaf rule', () => {
  it('refuses a package import in a leaf', async () => {
    for (const leaf of leaves) {
      expect(await lint(`packages/${leaf}/src/deliberate-violation.ts`, violation)).toEqual([
        expect.stringMatching(/^no-restricted-imports: .*leaf package imports no other/),
      ]);
    }
  });

  it('lets the root import its leaves', async () => {
    expect(await lint('packages/cli/src/wiring.ts', violation)).toEqual([]);
  });

  it('holds for dependencies too: no leaf names another package of ours', () => {
    for (const leaf of leaves) {
      const manifest = JSON.parse(
        readFileSync(path.join(root, 'packages', leaf, 'package.json'), 'utf8'),
      ) as Record<string, Record<string, string> | undefined>;
      const named = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'].flatMap(
        (kind) => Object.keys(manifest[kind] ?? {}),
      );
      expect(named.filter((name) => name.includes('medkit-bench'))).toEqual([]);
    }
  });
});
