import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A recorded `/proc` file as latin1 text. */
export function fixture(path: string): string {
  return readFileSync(join(import.meta.dirname, '../fixtures', path), 'latin1');
}
