import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** One heading of the site's menu and its pages, as paths from the root of the repository. */
export interface Section {
  title: string;
  pages: string[];
}

/** Files that fit a pattern in which `*` stands for any part of one name, sorted; a plain path is itself. */
function expand(root: string, pattern: string): string[] {
  if (!pattern.includes('*')) return [pattern];
  let found = [''];
  for (const part of pattern.split('/')) {
    const shape = new RegExp(`^${part.replaceAll('.', '\\.').replaceAll('*', '[^/.][^/]*')}$`);
    found = found.flatMap((folder) => {
      const full = path.join(root, folder);
      const names =
        part.includes('*') && existsSync(full) ? readdirSync(full).filter((n) => shape.test(n)) : [part];
      return names.map((name) => path.posix.join(folder, name));
    });
  }
  return found.filter((file) => existsSync(path.join(root, file))).sort();
}

/** Reads docs/site.json, the menu of the site. A pattern takes what no plain path and no earlier pattern names. */
export function readOutline(root: string): Section[] {
  const sections = JSON.parse(readFileSync(path.join(root, 'docs/site.json'), 'utf8')) as Section[];
  const taken = new Set(sections.flatMap(({ pages }) => pages.filter((page) => !page.includes('*'))));
  const expanded = (pattern: string): string[] => {
    if (!pattern.includes('*')) return [pattern];
    const fresh = expand(root, pattern).filter((file) => !taken.has(file));
    for (const file of fresh) taken.add(file);
    return fresh;
  };
  return sections.map(({ title, pages }) => ({ title, pages: pages.flatMap(expanded) }));
}

/** Where a Markdown page stands on the site: a README is the index of its folder. */
export function htmlPath(page: string): string {
  return page.replace(/(^|\/)README\.md$/, '$1index.html').replace(/\.md$/, '.html');
}
