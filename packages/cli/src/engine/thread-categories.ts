/**
 * Threads by category. A name that no category claims - most of all the process's own name, which
 * threads inherit when nobody names them - is unattributed, never guessed.
 * @param byName how many threads bear each name
 * @param categories expressions over names, by category; the first category that fits counts
 */
export function threadCategories(
  byName: Readonly<Record<string, number>>,
  categories: Readonly<Record<string, readonly string[]>>,
): Record<string, number> {
  const patterns = Object.entries(categories).map(
    ([category, sources]) => [category, sources.map((source) => new RegExp(source))] as const,
  );
  const counts: Record<string, number> = {};
  for (const [name, count] of Object.entries(byName)) {
    const category = patterns.find(([, ones]) => ones.some((one) => one.test(name)))?.[0] ?? 'unattributed';
    counts[category] = (counts[category] ?? 0) + count;
  }
  return counts;
}
