import { htmlPath } from './outline.ts';
import type { Site } from './site.ts';

/** A place that a search can find: a page, or a section of one. */
export interface SearchEntry {
  /** Page and heading. */
  title: string;
  url: string;
  /** The words of the section, in lower case, each once. */
  words: string;
}

const plain = (html: string): string =>
  html
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&[a-z]+;|&#\d+;/g, ' ');

/** Every section of every page with its words. */
export function searchIndex(site: Site): SearchEntry[] {
  return [...site.pages].flatMap(([name, page]) => {
    // Cut before each heading; what stands before the first one belongs to the page.
    const parts = page.html.split(/(?=<h[1-6] id=")/);
    return parts.flatMap((part) => {
      const id = /^<h[1-6] id="([^"]*)"/.exec(part)?.[1];
      const heading = page.headings.find((one) => one.id === id);
      if (heading === undefined) return [];
      const words = new Set(
        plain(part)
          .toLowerCase()
          .match(/[\p{L}\p{N}_-]{2,}/gu) ?? [],
      );
      const title = heading.depth === 1 ? page.title : `${page.title}: ${heading.text}`;
      const anchor = heading.depth === 1 ? '' : `#${heading.id}`;
      return [{ title, url: htmlPath(name) + anchor, words: [...words].join(' ') }];
    });
  });
}

/** The index as a script, so that a site opened from a disk can load it, too. */
export function searchScript(site: Site): string {
  return `window.SEARCH_INDEX = ${JSON.stringify(searchIndex(site)).replaceAll('<', '\\u003c')};\n`;
}
