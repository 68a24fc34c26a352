import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findRepetitions } from './duplicate-code.ts';
import known from './known-repetitions.json' with { type: 'json' };

const ROOT = path.resolve(import.meta.dirname, '../..');
const body = Array.from({ length: 20 }, (_, i) => `  total += values[${i}] * ${i};`).join('\n');
const copy = (name: string): string =>
  `export function ${name}(values: number[]): number {\nlet total = 0;\n${body}\nreturn total;\n}\n`;

describe('repeated code', () => {
  it('is what the list of known repetitions says, no more and no less', () => {
    const listed = execFileSync(
      'git',
      ['ls-files', '-co', '--exclude-standard', 'packages/*/src/**.ts', 'tools/**.ts'],
      { cwd: ROOT, encoding: 'utf8' },
    );
    const files = listed
      .trim()
      .split('\n')
      .filter((file) => !file.endsWith('.test.ts'));
    expect(files.length).toBeGreaterThan(300);
    const found: Record<string, number> = {};
    for (const { first, second, tokens } of findRepetitions(
      new Map(files.map((file) => [file, readFileSync(path.join(ROOT, file), 'utf8')])),
    )) {
      const pair = [first.file, second.file].sort().join(' ~ ');
      found[pair] = (found[pair] ?? 0) + tokens;
    }
    const allowed: Record<string, { tokens: number }> = known;
    const more = Object.entries(found).filter(([pair, tokens]) => tokens > (allowed[pair]?.tokens ?? 0));
    expect(more, 'write it once, or say in known-repetitions.json why it stands twice').toEqual([]);
    const gone = Object.keys(allowed).filter((pair) => found[pair] === undefined);
    expect(gone, 'no longer repeated: take it off known-repetitions.json').toEqual([]);
  });

  it('is found across files and within one, with its lines', () => {
    const [found, ...rest] = findRepetitions(
      new Map([
        ['a.ts', copy('one')],
        ['b.ts', `// why\n${copy('two')}`],
      ]),
    );
    expect(found).toMatchObject({ first: { file: 'a.ts', line: 1 }, second: { file: 'b.ts', line: 2 } });
    expect(rest).toEqual([]);
    expect(findRepetitions(new Map([['a.ts', copy('one') + copy('two')]]))).toHaveLength(1);
  });

  it('is not what only looks alike: other names, imports, short runs', () => {
    const imports = Array.from({ length: 40 }, (_, i) => `import { a${i} } from './a.js';`).join('\n');
    const sources = new Map([
      ['a.ts', `${imports}\n${copy('one')}`],
      ['b.ts', `${imports}\n${copy('two').replaceAll('total', 'sum')}`],
    ]);
    expect(findRepetitions(sources)).toEqual([]);
    expect(findRepetitions(new Map([['a.ts', 'f(1);\nf(2);\nf(1);\nf(2);\n']]))).toEqual([]);
  });
});
