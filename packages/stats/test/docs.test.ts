import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as stats from '../src/index.ts';

const root = join(import.meta.dirname, '..');
const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)];
const text = (page: string): string => readFileSync(join(root, page), 'utf8');

/** Turns `expression; // => value` lines into checks and runs the block with the package's own functions. */
function runExample(code: string): number {
  let checks = 0;
  const body = code
    .replace(/import \{([^}]*)\} from '@medkit-bench\/stats';/g, 'const {$1} = stats;')
    .replace(/^((?!const |\/\/).+); \/\/ => (.+)$/gm, (_line, expression: string, shown: string) => {
      checks++;
      return `check(${expression}, ${shown});`;
    });
  new Function('stats', 'check', body)(stats, check);
  return checks;
}

/** Numbers to the digits shown; an object may show only some of its fields. */
function check(actual: unknown, shown: unknown): void {
  if (typeof shown === 'number') {
    const digits = String(shown).split('.')[1]?.length ?? 6;
    expect(actual).toBeCloseTo(shown, Math.min(digits, 10));
  } else if (typeof shown === 'object' && shown !== null) {
    if (Array.isArray(shown)) expect(actual).toHaveLength(shown.length);
    for (const [key, v] of Object.entries(shown)) check((actual as Record<string, unknown>)[key], v);
  } else expect(actual).toBe(shown);
}

describe('examples do what the page says', () => {
  it.each(pages)('%s', (page) => {
    const blocks = [...text(page).matchAll(/```js\n([^]*?)```/g)].map((m) => m[1]!);
    if (page !== 'docs/benchmarks.md') expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) expect(runExample(block)).toBeGreaterThan(0);
  });
  it('a wrong value is noticed', () => {
    expect(() =>
      runExample("import { median } from '@medkit-bench/stats';\nmedian([1, 2]); // => 1.6\n"),
    ).toThrow();
  });
});

describe('pages', () => {
  it('name every function of the package', () => {
    for (const name of Object.keys(stats)) expect(text('README.md')).toContain(`\`${name}\``);
  });
  it('have no empty table', () => {
    for (const page of pages) expect(text(page)).not.toMatch(/<!-- table:\w+ -->\s*<!-- \/table -->/);
  });
});
