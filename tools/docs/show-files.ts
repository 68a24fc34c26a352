import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readOutline } from './outline.ts';
import { withShownFiles } from './shown-files.ts';

/** Puts the files that pages show into them again: `node tools/run-typescript.js tools/docs/show-files.ts`. */
export function main(): number {
  const root = path.resolve(import.meta.dirname, '../..');
  for (const page of readOutline(root).flatMap(({ pages }) => pages)) {
    const file = path.join(root, page);
    const before = readFileSync(file, 'utf8');
    const after = withShownFiles(root, before);
    if (after !== before) {
      writeFileSync(file, after);
      console.log(page);
    }
  }
  return 0;
}
