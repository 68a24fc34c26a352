/**
 * One word for a POSIX shell. The ssh protocol carries a command as one text that the login shell takes apart again,
 * so here, and only here, words must be quoted.
 */
export function shellQuote(word: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
