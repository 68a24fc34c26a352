import { createHash } from 'node:crypto';
import { escapeHtml } from '../text/escape.js';

/** What a page is made of. Style and script are ours; `body` must be escaped already. */
export interface PageParts {
  readonly title: string;
  readonly style: string;
  readonly script: string;
  readonly body: readonly string[];
  /** Whether the script may ask the server that the page came from. */
  readonly connects?: boolean;
}

/** A self-contained page: its policy allows its own style and script, by hash, and nothing else. */
export function pageFrame({ title, style, script, body, connects = false }: PageParts): string {
  const policy = [
    "default-src 'none'",
    ...(connects ? ["connect-src 'self'"] : []),
    `style-src '${hash(style)}'`,
    `script-src '${hash(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return [
    '<!doctype html>',
    '<html lang="en" data-theme="auto">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>medkit-bench: ${escapeHtml(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    ...body.filter((part) => part !== ''),
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}
