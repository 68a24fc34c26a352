// A file of somebody else must not steer the terminal or hide in a page.
/** Foreign text with its controls and direction overrides replaced. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '?');
}
