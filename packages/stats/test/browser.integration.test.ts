import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeWith } from '../../../tools/testing/require-component.ts';
import * as stats from '../src/index.ts';

/** To eleven digits: engines differ in the last ones of exp and log. */
const rounded = (_key: string, v: unknown): unknown =>
  typeof v === 'number' ? Number(v.toPrecision(11)) : v;

const CALLS = `({
  median: stats.median([3, 1, 2]),
  slope: stats.slopeInterval([0, 1, 2, 3, 4, 5], [5, 1, 4, 2, 8, 6]),
  growth: stats.growth([10, 20, 40, 10, 20, 40], [50, 61, 79, 51, 60, 82]),
  leak: stats.leakTest(Array.from({ length: 90 }, (_, i) => i), Array.from({ length: 90 }, (_, i) => 1e7 + 4000 * i + (i % 7) * 90)),
  run: stats.classifyRun([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2]),
  compared: stats.compareSamples([10, 11, 12], [12, 13, 15]),
})`;

describeWith(['chromium'], 'stats in Chromium', () => {
  it('gives the same answers as in Node', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'medkit-stats-'));
    const browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
    try {
      const { outputFiles } = await build({
        entryPoints: [join(import.meta.dirname, '../src/index.ts')],
        bundle: true,
        write: false,
        format: 'iife',
        globalName: 'stats',
        platform: 'browser',
      });
      const file = join(folder, 'page.html');
      writeFileSync(file, `<!doctype html><meta charset="utf-8"><script>${outputFiles[0]!.text}</script>`);
      const page = await browser.newPage();
      await page.goto(`file://${file}`);
      const there = await page.evaluate(`JSON.stringify(${CALLS})`);
      const here = new Function('stats', `return JSON.stringify(${CALLS})`)(stats) as string;
      const digits = (json: string): unknown => JSON.parse(JSON.stringify(JSON.parse(json), rounded));
      expect(digits(there as string)).toEqual(digits(here));
      expect(JSON.parse(there as string)).toMatchObject({ median: 2, leak: { verdict: 'leak' } });
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
