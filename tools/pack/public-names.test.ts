import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { workspacePackages } from './packed-packages.ts';
import { publicNames } from './public-names.ts';

const REWRITE = 'node tools/pack/write-public-names.js';

describe('public names', () => {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'medkit-bench-names-'));
  afterAll(() => rmSync(scratch, { recursive: true }));

  it.each(workspacePackages().map(({ dir }) => path.basename(dir)))('%s: as reviewed', (name) => {
    const file = path.join(import.meta.dirname, 'public-names', `${name}.txt`);
    const reviewed = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
    const now = publicNames(path.resolve(import.meta.dirname, '../../packages', name));
    expect(now, `the public surface changed; if that is meant: ${REWRITE}`).toEqual(reviewed);
  });

  it('refuses a star export', () => {
    mkdirSync(path.join(scratch, 'src'));
    writeFileSync(path.join(scratch, 'src/index.ts'), "export * from './everything.js';\n");
    expect(() => publicNames(scratch)).toThrow(/star export/);
    writeFileSync(
      path.join(scratch, 'src/index.ts'),
      "export { b } from './b.js';\nexport type { A } from './a.js';\n",
    );
    expect(publicNames(scratch)).toEqual(['type A', 'value b']);
  });
});
