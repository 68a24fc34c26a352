import { readFileSync, writeFileSync } from 'node:fs';

/** Changes a JSON file in place. */
export function editJson(file: string, change: (value: Record<string, unknown>) => void): void {
  const value = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  change(value);
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** Puts text right before the one place that a pattern finds; an error where there is none, so that nothing is half done. */
export function insertBefore(file: string, place: RegExp, text: string): () => void {
  const before = readFileSync(file, 'utf8');
  const at = before.search(place);
  if (at < 0) throw new Error(`${file}: the generator no longer finds ${place}; add this by hand:\n${text}`);
  return () => writeFileSync(file, before.slice(0, at) + text + before.slice(at));
}
