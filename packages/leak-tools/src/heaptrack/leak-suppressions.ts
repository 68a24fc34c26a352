/** A matcher for LeakSanitizer's suppression patterns: `*` any text, `^` and `$` anchors, else found anywhere. */
export function leakPattern(pattern: string): (text: string) => boolean {
  const anchoredStart = pattern.startsWith('^');
  const anchoredEnd = pattern.endsWith('$');
  const body = pattern.slice(anchoredStart ? 1 : 0, anchoredEnd ? -1 : undefined);
  const source = body
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  const expression = new RegExp(`${anchoredStart ? '^' : ''}${source}${anchoredEnd ? '$' : ''}`, 's');
  return (text) => expression.test(text);
}

/**
 * Patterns of a LeakSanitizer suppression file, one `leak:PATTERN` a line; blank lines and `#` comments are skipped.
 * Lines of other kinds do not concern leaks and are skipped as well.
 */
export function readLeakPatterns(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('leak:') && line.length > 'leak:'.length)
    .map((line) => line.slice('leak:'.length));
}
