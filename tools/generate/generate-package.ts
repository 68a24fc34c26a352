import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { publicNames } from '../pack/public-names.ts';
import { editJson } from './edit.ts';
import type { Names } from './fill.ts';
import { fillFolder } from './fill.ts';

/** Writes a new leaf package and tells the workspace of it; gives what is left to do. */
export function generatePackage(root: string, names: Names): string[] {
  const { name } = names;
  const dir = path.join(root, 'packages', name);
  if (existsSync(dir)) throw new Error(`packages/${name} is there already; take another name`);
  for (const [file, text] of fillFolder(path.join(import.meta.dirname, 'templates/package'), names)) {
    mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
    writeFileSync(path.join(dir, file), text);
  }
  copyFileSync(path.join(root, 'LICENSE'), path.join(dir, 'LICENSE'));
  editJson(path.join(root, 'tsconfig.json'), (config) => {
    const references = config['references'] as { path: string }[];
    // Before the root, which refers to every leaf.
    references.splice(-1, 0, { path: `packages/${name}` });
  });
  editJson(path.join(root, 'tools/pack/size-budgets.json'), (budgets) => {
    const kib = { ...(budgets['tarballKib'] as object), [name]: 30 };
    budgets['tarballKib'] = Object.fromEntries(Object.entries(kib).sort(([a], [b]) => a.localeCompare(b)));
  });
  writeFileSync(path.join(root, `tools/pack/public-names/${name}.txt`), `${publicNames(dir).join('\n')}\n`);
  return [
    'npm install --package-lock-only && node tools/setup/check-lock.js',
    `npx vitest run --project ${name}`,
    `to use it in the command line: "@medkit-bench/${name}": "^0.1.0" in packages/cli/package.json and ../${name} in its tsconfig.json`,
    `add a row for it to the table of packages in README.md (${readdirSync(path.join(root, 'packages')).length} by now)`,
  ];
}
