import { readFileSync } from 'node:fs';

/** This package's version. */
export const VERSION: string = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

/** Raised when a change of method makes figures of older runs incomparable. */
export const METHOD_VERSION = 1;
