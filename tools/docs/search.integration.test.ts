import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { describeWith } from '../testing/require-component.ts';
import { writeSite } from './build-site.ts';
import { loadSite } from './site.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const ARGUMENTS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

describeWith(['chromium'], 'the site in a browser', () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-bench-site-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('opens from a disk, finds sections by their words, and asks nobody for anything', async () => {
    writeSite(ROOT, loadSite(ROOT), path.join(dir, 'site'));
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS });
    try {
      const page = await browser.newPage();
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('request', (request) => {
        if (!request.url().startsWith('file:')) problems.push(request.url());
      });
      await page.goto(`file://${dir}/site/docs/lanes/load.html`);
      await page.fill('#search', 'exit codes');
      await page.locator('#found a', { hasText: 'Five exit codes' }).first().click();
      await page.waitForURL(/10-exit-codes\.html$/);
      await page.fill('#search', 'xyzzy plugh');
      await page.getByText('Nothing has all these words.').waitFor();
      expect(problems).toEqual([]);
    } finally {
      await browser.close();
    }
  }, 60_000);
});
