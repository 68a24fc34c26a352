import { plainLine } from './plain-line.js';

const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Foreign text for HTML or XML, as content or inside a quoted attribute. */
export function escapeHtml(text: string): string {
  return plainLine(text).replace(/[&<>"']/gu, (char) => HTML[char] ?? char);
}

/**
 * Foreign text inside GitHub-flavoured Markdown, table cells included: every character with a meaning is escaped, so
 * no emphasis, link, autolink, image, HTML, list or table column can come out of it, and no mention is sent.
 */
export function escapeMarkdown(text: string): string {
  return plainLine(text)
    .replace(/&/gu, '&amp;')
    .replace(/</gu, '&lt;')
    .replace(/>/gu, '&gt;')
    .replace(/[\\`*[\]|~$]/gu, (char) => `\\${char}`)
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/gu, '\\_')
    .replace(/:(?=\/\/)|(?<=\b(?:mailto|xmpp)):/giu, '\\:')
    .replace(/www\./giu, (match) => `${match.slice(0, 3)}\\.`)
    .replace(/^([-+#=])/u, '\\$1')
    .replace(/^(\d+)([.)])/u, '$1\\$2')
    .replace(/@(?=[\p{L}\p{N}])/gu, '@\u2060');
}

/** Foreign text as a Markdown code span; backticks inside cannot end it. */
export function codeSpan(text: string): string {
  const line = plainLine(text).replace(/\|/gu, '\\|');
  if (line === '') return '``';
  const runs = line.match(/`+/gu) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** One CSV field (RFC 4180). Text a spreadsheet would run as a formula is prefixed with an apostrophe (OWASP). */
export function csvField(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const line = plainLine(value);
  const safe = /^[=+\-@|%\t\r]/u.test(line) ? `'${line}` : line;
  return /[",;\n\r]/u.test(safe) ? `"${safe.replace(/"/gu, '""')}"` : safe;
}

/** JSON for a `<script type="application/json">` block: nothing in it can close the element or start a comment. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/</gu, '\\u003C')
    .replace(/>/gu, '\\u003E')
    .replace(/&/gu, '\\u0026')
    .replace(/\u2028/gu, '\\u2028')
    .replace(/\u2029/gu, '\\u2029');
}
