import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { parseCommandLine } from '../src/command/parse-command-line.js';
import { COLUMN_NAMES } from '../src/format/columns.js';

const packageDir = join(import.meta.dirname, '..');
const readme = readFileSync(join(packageDir, 'README.md'), 'utf8');

/** Fenced blocks of a language. */
function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp('```' + language + '\\n([^]*?)```', 'g'))].map(
    (match) => match[1] as string,
  );
}

test('the example of the README runs', async () => {
  const [example] = blocks('js');
  const file = join(packageDir, 'test', `readme-example-${process.pid}.ts`);
  writeFileSync(file, example!.replace("'@medkit-bench/proc-sampler'", "'../src/index.js'"));
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    await import(/* @vite-ignore */ file);
    expect(log).toHaveBeenCalledWith(
      'duration',
      expect.any(Number),
      expect.any(Number),
      expect.any(Number),
      expect.any(Number),
      expect.any(Array),
    );
  } finally {
    log.mockRestore();
    rmSync(file);
  }
});

test('every command line of the README is accepted', () => {
  const lines = blocks('sh')
    .join('')
    .split('\n')
    .filter((line) => line.startsWith('proc-sampler '));
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) expect(() => parseCommandLine(line.split(' ').slice(1)), line).not.toThrow();
});

test('every field of a record is documented', () => {
  const documented = readFileSync(join(packageDir, 'docs/record-format.md'), 'utf8');
  for (const name of COLUMN_NAMES) expect(documented).toContain(`\`${name}\``);
});
