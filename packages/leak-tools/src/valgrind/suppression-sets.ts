import { readFile } from 'node:fs/promises';

/** The suppression sets that travel with this package. */
export const SUPPRESSION_SETS = ['fastdds', 'cyclonedds'] as const;

/** One of {@link SUPPRESSION_SETS}. */
export type SuppressionSet = (typeof SUPPRESSION_SETS)[number];

/**
 * The text of a shipped valgrind suppression file; write it where the program runs and name that path in
 * `valgrindCommand`. Definite losses are hidden only at the few places that say why in the file.
 */
export async function suppressionText(set: SuppressionSet): Promise<string> {
  // Built, this file is dist/index.js; in the sources it lies one folder deeper.
  const built = /\/dist\/[^/]*$/.test(import.meta.url);
  return readFile(new URL(`${built ? '../' : '../../'}suppressions/${set}.supp`, import.meta.url), 'utf8');
}
