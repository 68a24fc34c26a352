import { Marked } from 'marked';
import type { Tokens } from 'marked';
import { headingIds } from './heading-ids.ts';

/** A heading of a page. */
export interface Heading {
  depth: number;
  id: string;
  text: string;
}

/** A page as HTML, with what other pages need to know of it. */
export interface RenderedPage {
  title: string;
  html: string;
  headings: Heading[];
  /** Every link and picture as written. */
  links: string[];
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const unescape = (text: string): string =>
  text
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

/**
 * Renders a page's Markdown.
 * @param rewrite turns a link as written into the one that stands on the site
 */
export function renderPage(markdown: string, rewrite: (href: string) => string): RenderedPage {
  const headings: Heading[] = [];
  const links: string[] = [];
  const idOf = headingIds();
  const follow = (href: string): string => {
    links.push(href);
    return escapeHtml(rewrite(href));
  };
  const marked = new Marked({
    gfm: true,
    renderer: {
      heading({ tokens, depth }: Tokens.Heading): string {
        const inner = this.parser.parseInline(tokens);
        const text = unescape(inner);
        const id = idOf(text);
        headings.push({ depth, id, text });
        return `<h${depth} id="${id}"><a class="anchor" href="#${id}">${inner}</a></h${depth}>\n`;
      },
      link({ href, tokens }: Tokens.Link): string {
        return `<a href="${follow(href)}">${this.parser.parseInline(tokens)}</a>`;
      },
      image({ href, text }: Tokens.Image): string {
        return `<img src="${follow(href)}" alt="${escapeHtml(text)}">`;
      },
      table(token: Tokens.Table): string {
        const cell = (tag: string, one: Tokens.TableCell): string =>
          `<${tag}>${this.parser.parseInline(one.tokens)}</${tag}>`;
        const row = (tag: string, cells: Tokens.TableCell[]): string =>
          `<tr>${cells.map((one) => cell(tag, one)).join('')}</tr>`;
        const body = token.rows.map((cells) => row('td', cells)).join('\n');
        return `<div class="wide"><table><thead>${row('th', token.header)}</thead><tbody>${body}</tbody></table></div>\n`;
      },
    },
  });
  const html = marked.parse(markdown, { async: false });
  const title = headings.find(({ depth }) => depth === 1)?.text ?? headings[0]?.text ?? 'Untitled';
  return { title, html, headings, links };
}
