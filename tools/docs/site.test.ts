import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterAll, describe, expect, it } from 'vitest';
import { writeSite } from './build-site.ts';
import { headingIds } from './heading-ids.ts';
import { loadSite } from './site.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const scratch = mkdtempSync(path.join(os.tmpdir(), 'medkit-bench-docs-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** A repository with these files and every Markdown file of its docs folder in the menu. */
function repository(name: string, files: Record<string, string>): string {
  const root = path.join(scratch, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  mkdirSync(path.join(root, 'docs'), { recursive: true });
  writeFileSync(path.join(root, 'docs/site.json'), '[{"title":"All","pages":["docs/*.md"]}]');
  return root;
}

describe('the documentation site', () => {
  it('has no dead link, and leaves out no page that another names', () => {
    const site = loadSite(ROOT);
    expect(site.problems).toEqual([]);
    expect(site.pages.size).toBeGreaterThan(40);
  });

  it('is written whole: pages, pictures and files beside them', () => {
    const root = repository('whole', {
      'docs/a.md': '# A & B\n\n[next](b.md#two-words) ![p](p.svg) [out](https://example.org/)\n',
      'docs/b.md': '# B\n\n## Two words\n\n## Again\n',
      'docs/p.svg': '<svg/>',
    });
    const site = loadSite(root);
    expect(site.problems).toEqual([]);
    const out = path.join(scratch, 'out');
    writeSite(root, site, out);
    writeSite(root, site, out);
    const page = readFileSync(path.join(out, 'docs/a.html'), 'utf8');
    expect(page).toContain('<title>A &amp; B - medkit-bench</title>');
    expect(page).toContain('href="b.html#two-words"');
    expect(page).toContain('href="https://example.org/"');
    expect(page).toContain('href="../style.css"');
    expect(page).toContain('src="../search-box.js"');
    const context = { window: {} as { SEARCH_INDEX?: { title: string; url: string; words: string }[] } };
    runInNewContext(readFileSync(path.join(out, 'search-index.js'), 'utf8'), context);
    expect(context.window.SEARCH_INDEX?.map(({ title, url }) => [title, url])).toEqual([
      ['A & B', 'docs/a.html'],
      ['B', 'docs/b.html'],
      ['B: Two words', 'docs/b.html#two-words'],
      ['B: Again', 'docs/b.html#again'],
    ]);
    expect(existsSync(path.join(out, 'docs/p.svg'))).toBe(true);
  });

  it.each([
    ['a file that is not there', '[x](gone.md)', 'docs/a.md: gone.md - no such file'],
    ['a heading that is not there', '[x](#gone)', 'docs/a.md: #gone - no such heading in docs/a.md'],
    ['a way out of the repository', '[x](../../../etc/passwd)', 'no such file'],
    ['a page that is not in the menu', '[x](../other.md)', 'other.md is not in docs/site.json'],
    ['a folder without a README', '[x](../docs/)', 'a folder without a README'],
    ['a picture that is not there', '![x](gone.png)', 'docs/a.md: gone.png - no such file'],
  ])('names %s', (title, text, says) => {
    const root = repository(title, { 'docs/a.md': `# A\n\n${text}\n`, 'other.md': '# Other\n' });
    expect(loadSite(root).problems.join('\n')).toContain(says);
  });

  it('gives headings the ids of code hosts', () => {
    const idOf = headingIds();
    expect(['Exit codes', 'Why: `--set`?', 'Exit codes', 'Größe_2'].map(idOf)).toEqual([
      'exit-codes',
      'why---set',
      'exit-codes-1',
      'größe_2',
    ]);
  });
});
