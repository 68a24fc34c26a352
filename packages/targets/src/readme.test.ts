import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runReadmeExample } from '../../../tools/testing/readme-example.ts';
import { TARGET_ERROR_CODES } from './errors.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it('documents every error code, and none that does not exist', () => {
  const documented = [...readme.matchAll(/^\| `(MEDKIT_\w+)`/gm)].map((match) => match[1]);
  expect(documented).toEqual([...TARGET_ERROR_CODES]);
});

it('shows an example that prints what it says', () => {
  const index = new URL('./index.ts', import.meta.url);
  const { printed, promised } = runReadmeExample(readme, '@medkit-bench/targets', index, /\/\/ (.*)$/gm);
  expect(promised.length).toBeGreaterThan(0);
  expect(printed).toEqual(promised);
});
