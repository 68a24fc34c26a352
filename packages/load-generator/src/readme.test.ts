import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runReadmeExample } from '../../../tools/testing/readme-example.ts';
import { runCli } from './run-cli.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it('shows an example that prints what it says', () => {
  const index = new URL('./index.ts', import.meta.url);
  const { printed, promised } = runReadmeExample(
    readme,
    '@medkit-bench/load-generator',
    index,
    /\/\/=> (.*)$/gm,
  );
  expect(promised).toHaveLength(2);
  expect(printed).toEqual(promised);
});

it('lists every option of the command, and none that does not exist', async () => {
  let help = '';
  await runCli(['--help'], {}, { out: (text) => (help += text), err: () => undefined });
  const real = new Set([...help.matchAll(/^ {2}(--[a-z-]+)/gm)].map((match) => match[1]));
  const table = readme.split('## Options of the command')[1]!.split('\n## ')[0]!;
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  const listed = rows.flatMap((line) => [...line.split(' | ')[0]!.matchAll(/(--[a-z-]+)/g)].map((m) => m[1]));
  expect(listed.sort()).toEqual([...real].sort());
});

it('names every error code', () => {
  const source = readFileSync(new URL('./errors.ts', import.meta.url), 'utf8');
  const codes = [...source.matchAll(/'(MEDKIT_\w+)'/g)].map((match) => match[1]);
  expect([...readme.matchAll(/^\| `(MEDKIT_\w+)`/gm)].map((match) => match[1])).toEqual(codes);
});
