// A file of somebody else must not steer the terminal or hide in a page.
/** Foreign text with its controls and direction overrides replaced; what is no text is none. */
export function printable(text: unknown): string {
  const said = typeof text === 'number' || typeof text === 'boolean' ? String(text) : text;
  return typeof said === 'string' ? said.replace(/[\p{Cc}\p{Cf}]/gu, '?') : '';
}
