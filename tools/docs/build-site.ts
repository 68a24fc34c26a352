import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { htmlPath } from './outline.ts';
import { framePage } from './page-frame.ts';
import { searchScript } from './search-index.ts';
import type { Site } from './site.ts';
import { loadSite } from './site.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Writes a site into a folder, which is replaced as a whole: nobody ever sees half of one. */
export function writeSite(root: string, site: Site, out: string): void {
  mkdirSync(path.dirname(out), { recursive: true });
  const fresh = mkdtempSync(`${out}.`);
  try {
    const put = (name: string, write: (to: string) => void): void => {
      const to = path.join(fresh, name);
      mkdirSync(path.dirname(to), { recursive: true });
      write(to);
    };
    for (const [name, page] of site.pages)
      put(htmlPath(name), (to) => writeFileSync(to, framePage(site, name, page)));
    for (const name of site.assets) put(name, (to) => copyFileSync(path.join(root, name), to));
    put('search-index.js', (to) => writeFileSync(to, searchScript(site)));
    for (const name of ['style.css', 'search-box.js'])
      put(name, (to) => copyFileSync(path.join(import.meta.dirname, name), to));
    rmSync(out, { recursive: true, force: true });
    renameSync(fresh, out);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** `npm run docs`: builds the site; dead links are exit code 1. */
export function main(args: string[]): number {
  const { values } = parseArgs({ args, options: { out: { type: 'string', default: 'dist/docs' } } });
  const site = loadSite(ROOT);
  for (const problem of site.problems) console.error(problem);
  if (site.problems.length > 0) return 1;
  const out = path.resolve(ROOT, values.out);
  writeSite(ROOT, site, out);
  console.log(
    `${site.pages.size} pages, ${site.assets.size} files beside them: ${path.join(out, 'index.html')}`,
  );
  return 0;
}
