import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runReadmeExample } from '../../../tools/testing/readme-example.ts';
import * as reporters from './index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it('names no call that does not exist', () => {
  const named = [...readme.matchAll(/`(render\w+|svgTo\w+|parse\w+|EXPORT_FORMATS)`/gu)].map(
    (match) => match[1] ?? '',
  );
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !Object.hasOwn(reporters, name))).toEqual([]);
});

it('shows an example that prints what it says', () => {
  const index = new URL('./index.ts', import.meta.url);
  const { printed, promised } = runReadmeExample(readme, '@medkit-bench/reporters', index, /^\/\/ (.*)$/gmu);
  expect(promised.length).toBeGreaterThan(0);
  expect(printed).toEqual(promised);
});
