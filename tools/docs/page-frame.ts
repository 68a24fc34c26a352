import path from 'node:path';
import { htmlPath } from './outline.ts';
import type { RenderedPage } from './render-page.ts';
import type { Site } from './site.ts';

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function menu(site: Site, current: string): string {
  const from = path.posix.dirname(htmlPath(current));
  return site.outline
    .map(({ title, pages }) => {
      const items = pages.map((name) => {
        const href = path.posix.relative(from, htmlPath(name));
        const here = name === current ? ' aria-current="page"' : '';
        return `<li><a href="${href}"${here}>${escapeHtml(site.pages.get(name)?.title ?? name)}</a></li>`;
      });
      return `<details${pages.includes(current) ? ' open' : ''}><summary>${escapeHtml(title)}</summary><ul>${items.join('')}</ul></details>`;
    })
    .join('\n');
}

function onThisPage({ headings }: RenderedPage): string {
  const items = headings
    .filter(({ depth }) => depth === 2)
    .map(({ id, text }) => `<li><a href="#${id}">${escapeHtml(text)}</a></li>`);
  return items.length < 2 ? '' : `<aside><p>On this page</p><ul>${items.join('')}</ul></aside>`;
}

/** A page with the site's menu around it. It asks nobody for anything: its style sheet and its script are the site's own. */
export function framePage(site: Site, name: string, page: RenderedPage): string {
  const root = '../'.repeat(htmlPath(name).split('/').length - 1);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)} - medkit-bench</title>
<link rel="stylesheet" href="${root}style.css">
</head>
<body>
<nav aria-label="Pages">
<input id="search" type="search" placeholder="Search" aria-label="Search" data-root="${root}">
<ul id="found" aria-live="polite"></ul>
${menu(site, name)}
</nav>
<main>
${page.html}</main>
${onThisPage(page)}
<script src="${root}search-box.js"></script>
</body>
</html>
`;
}
