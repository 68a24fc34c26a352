import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { publicNames } from '../pack/public-names.ts';
import { apiPage, apiPages } from './api-page.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const scratch = mkdtempSync(path.join(os.tmpdir(), 'medkit-bench-api-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** A package whose index is this, beside files. */
function packageWith(name: string, files: Record<string, string>): string {
  const folder = path.join(scratch, 'packages', name);
  mkdirSync(path.join(folder, 'src'), { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name }));
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, 'src', file), text);
  return apiPage(scratch, `packages/${name}/api.md`);
}

describe('the page of a package', () => {
  it('shows what is public as it is declared, with its comment, and nothing that is not', () => {
    const page = packageWith('one', {
      'index.ts': `export { twice as double } from './twice.js';\nexport type { Times } from './twice.js';\n`,
      'twice.ts': `import type { Other } from './other.js';
/** How often. */
export type Times = 1 | 2;
const hidden = 2;
/**
 * Twice a number, see {@link Times}.
 * @param of in KiB
 * @throws RangeError below 0
 */
export function twice(of: number): number {
  return hidden * of;
}
`,
    });
    expect(page).toContain('# API of one\n');
    expect(page).toContain(
      '## double\n\nTwice a number, see `Times`.\n\n- param `of`: in KiB\n- throws: RangeError below 0\n',
    );
    expect(page).toContain('```ts\nfunction twice(of: number): number;\n```');
    expect(page.indexOf('## double')).toBeLessThan(page.indexOf('## Times'));
    expect(page).not.toContain('hidden');
  });

  it('refuses a name that is nowhere', () => {
    const files = { 'index.ts': `export { gone } from './empty.js';\n`, 'empty.ts': 'export {};\n' };
    expect(() => packageWith('two', files)).toThrow(/gone is exported/);
  });

  it('has every public name of every package', () => {
    const pages = apiPages(ROOT);
    expect(pages.length).toBeGreaterThan(10);
    for (const page of pages) {
      const names = publicNames(path.join(ROOT, path.dirname(page))).map((line) => line.split(' ')[1]);
      const shown = [...apiPage(ROOT, page).matchAll(/^## (\S+)$/gm)].map((match) => match[1]);
      expect(shown.sort()).toEqual(names.sort());
    }
  });
});
