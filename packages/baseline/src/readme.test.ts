import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as api from './index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it('names only what is public', () => {
  const named = [...readme.matchAll(/^\| (`\w+`(?:, `\w+`)*)/gm)].flatMap(([, cell = '']) =>
    cell.split(', ').map((name) => name.replaceAll('`', '')),
  );
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((name) => !(name in api))).toEqual([]);
});
