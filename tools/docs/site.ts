import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { apiPage, apiPages } from './api-page.ts';
import { htmlPath, readOutline } from './outline.ts';
import type { Section } from './outline.ts';
import type { RenderedPage } from './render-page.ts';
import { renderPage } from './render-page.ts';

/** The whole site in memory. */
export interface Site {
  outline: Section[];
  /** Pages by their path from the root of the repository. */
  pages: Map<string, RenderedPage>;
  /** Files that pages point at and that are not pages themselves. */
  assets: Set<string>;
  /** What is wrong with it, one line each. */
  problems: string[];
}

/** Reads and renders every page of the menu, and follows every link in the repository. */
export function loadSite(root: string): Site {
  const api = apiPages(root);
  const outline = readOutline(root);
  if (api.length > 0) outline.push({ title: 'API', pages: api });
  const names = outline.flatMap(({ pages }) => pages);
  const site: Site = { outline, pages: new Map(), assets: new Set(), problems: [] };
  for (const name of names) {
    if (site.pages.has(name)) site.problems.push(`docs/site.json: ${name} stands twice`);
    const written = api.includes(name);
    if (!written && !existsSync(path.join(root, name))) {
      site.problems.push(`docs/site.json: there is no ${name}`);
      continue;
    }
    const text = written
      ? apiPage(root, name)
      : withApiLink(readFileSync(path.join(root, name), 'utf8'), name, api);
    site.pages.set(
      name,
      renderPage(text, (href) => siteHref(root, name, href)),
    );
  }
  for (const [name, page] of site.pages) for (const href of page.links) checkLink(root, site, name, href);
  return site;
}

/** A package's README links to its API on the site; elsewhere there is no such page. */
function withApiLink(text: string, name: string, api: readonly string[]): string {
  const page = name.replace(/README\.md$/, 'api.md');
  return page !== name && api.includes(page)
    ? `${text}\n\n[Every public name, with its types](api.md)\n`
    : text;
}

const isOutside = (href: string): boolean => /^[a-z][a-z0-9+.-]*:/i.test(href);

/** The file in the repository that a link of a page leads to, and the heading in it. */
function destination(root: string, from: string, href: string): { file: string; anchor: string } {
  const [target = '', anchor = ''] = href.split('#', 2);
  if (target === '') return { file: from, anchor };
  const file = path.posix
    .normalize(path.posix.join(path.posix.dirname(from), decodeURI(target)))
    .replace(/\/$/, '');
  const full = path.join(root, file);
  const readme = path.posix.join(file, 'README.md');
  const isFolder = existsSync(full) && statSync(full).isDirectory();
  return { file: isFolder && existsSync(path.join(root, readme)) ? readme : file, anchor };
}

function siteHref(root: string, from: string, href: string): string {
  if (isOutside(href)) return href;
  const { file, anchor } = destination(root, from, href);
  const to = path.posix.relative(path.posix.dirname(htmlPath(from)), htmlPath(file));
  return `${file === from ? '' : to}${anchor === '' ? '' : `#${anchor}`}`;
}

function checkLink(root: string, site: Site, from: string, href: string): void {
  if (isOutside(href)) return;
  const { file, anchor } = destination(root, from, href);
  const page = site.pages.get(file);
  if (page) {
    if (anchor !== '' && !page.headings.some(({ id }) => id === anchor))
      site.problems.push(`${from}: ${href} - no such heading in ${file}`);
  } else if (file.startsWith('..') || !existsSync(path.join(root, file))) {
    site.problems.push(`${from}: ${href} - no such file`);
  } else if (file.endsWith('.md')) {
    site.problems.push(`${from}: ${href} - ${file} is not in docs/site.json`);
  } else if (statSync(path.join(root, file)).isFile()) {
    site.assets.add(file);
  } else {
    site.problems.push(`${from}: ${href} - a folder without a README`);
  }
}
