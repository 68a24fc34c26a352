/** What a setting sets to numbers, under names that an expression can hold. */
export function numericOverrides(overrides: Readonly<Record<string, unknown>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(overrides).flatMap(([name, value]) =>
      typeof value === 'number' ? [[name.replaceAll(/[^a-z0-9]+/gi, '_'), value]] : [],
    ),
  );
}
