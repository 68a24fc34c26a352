import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { withShownFiles } from './shown-files.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FOLDER = path.join(ROOT, 'docs/contributing');
const pages = readdirSync(FOLDER).filter((name) => name.startsWith('add-'));

describe('how to add', () => {
  it('a lane, a profile, a reporter and a metric is told', () => {
    expect(pages.sort()).toEqual([
      'add-a-lane.md',
      'add-a-metric.md',
      'add-a-profile.md',
      'add-a-reporter.md',
    ]);
  });

  it.each(pages)(
    '%s shows what is run, in fewer than fifty lines a block, and names places that are there',
    (page) => {
      const text = readFileSync(path.join(FOLDER, page), 'utf8');
      expect(withShownFiles(ROOT, text), 'node tools/run-typescript.js tools/docs/show-files.ts').toBe(text);
      for (const [, block = ''] of text.matchAll(/```\w*\n([\s\S]*?)```/g))
        expect(block.trimEnd().split('\n').length).toBeLessThan(50);
      const named = [...text.matchAll(/`(packages\/[\w./-]+\.\w+)`/g)].map((match) => match[1] ?? '');
      const written = /start-spread|render-chat/;
      expect(named.filter((file) => !written.test(file) && !existsSync(path.join(ROOT, file)))).toEqual([]);
    },
  );

  it('a metric names the lists by their right names', () => {
    const has = (file: string, text: string): boolean =>
      readFileSync(path.join(ROOT, file), 'utf8').includes(text);
    expect(has('packages/proc-sampler/src/sample.ts', 'num_fds')).toBe(true);
    expect(has('packages/cli/src/lanes/cell-record.ts', 'NOTHING_MEASURED')).toBe(true);
    expect(has('packages/cli/src/lanes/cell-numbers.ts', "medianOf('num_threads')")).toBe(true);
    expect(has('packages/cli/src/lanes/aggregate.ts', 'AGGREGATED')).toBe(true);
    expect(has('packages/reporters/src/results/metrics.ts', 'METRICS')).toBe(true);
  });

  it('fires when a shown file changed or is gone', () => {
    const page = '<!-- shown: tools/examples/notes.yaml -->\n\n```yaml\nold\n```\n\n<!-- /shown -->\n';
    expect(withShownFiles(ROOT, page)).not.toBe(page);
    expect(() => withShownFiles(ROOT, '<!-- shown: gone.ts -->\n<!-- /shown -->')).toThrow(/gone.ts/);
  });
});
