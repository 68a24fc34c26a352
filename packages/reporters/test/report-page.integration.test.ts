import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../../tools/testing/require-component.ts';
import { renderRunHtml } from '../src/index.ts';
import { FIXTURES } from './fixtures/all.ts';
import { footprintSeries, goodFootprint, hostileFootprint } from './fixtures/footprint.ts';
import { twoRateScaling } from './fixtures/scaling.ts';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'].concat([
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]);
/** Where to leave screenshots for people to look at; none are kept otherwise. */
const SHOTS = process.env['MEDKIT_SHOTS'];

describeWith(['chromium'], 'report.html in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'medkit-report-'));
  let browser: Browser;
  let context: BrowserContext;
  let complaints: string[] = [];
  let requests: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: FLAGS });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(
    html: string,
    options: { colorScheme?: 'light' | 'dark'; bypassCSP?: boolean } = {},
  ): Promise<Page> {
    await context?.close();
    complaints = [];
    requests = [];
    context = await browser.newContext({ viewport: { width: 1100, height: 900 }, ...options });
    const page = await context.newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => requests.push(request.url()));
    const file = join(folder, 'report.html');
    writeFileSync(file, html);
    await page.goto(`file://${file}`);
    return page;
  }

  const demo = (): Promise<string> =>
    renderRunHtml(
      [goodFootprint, twoRateScaling],
      { footprint: footprintSeries() },
      { run: 'demo', command: 'medkit-bench all' },
    );

  it('shows everything without an error or a request of its own', async () => {
    for (const { name, summary, series } of FIXTURES) {
      const page = await open(await renderRunHtml([summary], { [summary.lane]: series }, { run: name }));
      expect(complaints, name).toEqual([]);
      expect(requests, name).toHaveLength(1);
      expect(await page.locator('main section').count(), name).toBeGreaterThan(0);
    }
  });

  it('would notice a script of a hostile name', async () => {
    const page = await open(
      await renderRunHtml([hostileFootprint], {}, { run: '<img src=x onerror=alert(1)>' }),
    );
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('h1').textContent()).toContain('<img src=x onerror=alert(1)>');
    await page.evaluate(() => {
      document.body.insertAdjacentHTML(
        'beforeend',
        '<img src="http://127.0.0.1:9/x.png" onerror="alert(1)">',
      );
    });
    await page.waitForTimeout(100);
    expect(complaints.join()).toContain('Content Security Policy');
    expect(complaints.join()).not.toContain('dialog');
  });

  it('sorts a table by a click and keeps the unknown last', async () => {
    const thin = FIXTURES.find((fixture) => fixture.name === 'scaling-thin')!;
    const page = await open(await renderRunHtml([thin.summary], {}, { run: 'x' }));
    const table = page.locator('table.sortable').first();
    const uss = (): Promise<(string | null)[]> =>
      table
        .locator('tbody tr td:nth-child(2)')
        .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-sort')));
    const button = table.locator('thead button').nth(1);
    await button.focus();
    await page.keyboard.press('Enter');
    const up = await uss();
    await button.click();
    const down = await uss();
    expect(up.at(-1)).toBeNull();
    expect(down.at(-1)).toBeNull();
    expect(up.slice(0, -1)).toEqual(down.slice(0, -1).reverse());
    expect(await table.locator('th[aria-sort=descending]').count()).toBe(1);
  });

  it('moves one cursor over all panels, by pointer and by keys, and zooms', async () => {
    const page = await open(await demo());
    const canvas = page.locator('.explorer canvas').first();
    await canvas.scrollIntoViewIfNeeded();
    const box = (await canvas.boundingBox())!;
    const clock = page.locator('.clock');
    await page.mouse.move(box.x + box.width / 2, box.y + 50);
    await expect.poll(() => clock.textContent()).toMatch(/^t = 12\d s/u);
    expect(await page.locator('.readout tbody tr').first().textContent()).toMatch(/MiB.*MiB.*core/u);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.7, box.y + 60);
    await page.mouse.up();
    await canvas.focus();
    await page.keyboard.press('Home');
    await expect.poll(() => clock.textContent()).toMatch(/^t = 12\d s/u);
    await page.keyboard.press('0');
    await expect.poll(() => clock.textContent()).toBe('no time picked');
    await page.keyboard.press('Home');
    await expect.poll(() => clock.textContent()).toBe('t = -30 s');
    await page.locator('.series input').first().uncheck();
    await expect.poll(() => page.locator('.readout tbody tr').first().isVisible()).toBe(false);
    expect(complaints).toEqual([]);
  });

  it('shows latency and events on the clock of memory and CPU', async () => {
    const { summary, series } = FIXTURES.find((fixture) => fixture.name === 'load-good')!;
    const page = await open(await renderRunHtml([summary], { load: series }, { run: 'x' }));
    const canvases = page.locator('.explorer canvas');
    expect(await canvases.count()).toBe(5);
    const clock = page.locator('.clock');
    const seen = async (): Promise<string[]> =>
      page.locator('.readout tbody tr').first().locator('td').allTextContents();
    // A cursor set in any panel is the cursor of all of them.
    for (const [index, at] of [0.5, 0.6, 0.7].entries()) {
      await canvases.nth(index * 2).scrollIntoViewIfNeeded();
      const box = (await canvases.nth(index * 2).boundingBox())!;
      await page.mouse.move(box.x + 58 + (box.width - 68) * at, box.y + 40);
      await expect.poll(() => clock.textContent()).toBe(`t = ${Math.round(-30 + 90 * at)} s`);
    }
    expect((await seen()).join(' ')).toMatch(/MiB.*MiB.*core.* ms .* ms/u);
    await canvases.last().focus();
    await page.keyboard.press('Home');
    for (let step = 0; step < 56; step += 1) await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.locator('.near').textContent()).toContain('0 to 256 KiB <b>');
    expect(await page.getByText('2 events').count()).toBe(1);
    if (SHOTS) await page.screenshot({ path: join(SHOTS, 'load.png'), fullPage: true });
    expect(complaints).toEqual([]);
  });

  it('leads the keyboard through everything and back out of the charts', async () => {
    const page = await open(await demo());
    const focused = (): Promise<string> =>
      page.evaluate(() => {
        const { tagName, className, id } = document.activeElement!;
        return [tagName.toLowerCase(), id && `#${id}`, className && `.${className.split(' ')[0]}`].join('');
      });
    const path: string[] = [];
    for (let step = 0; step < 200; step += 1) {
      await page.keyboard.press('Tab');
      const now = await focused();
      if (now === 'body') break;
      path.push(now);
    }
    expect(path.slice(0, 2)).toEqual(['a.skip', 'button#theme.page']);
    expect(path.filter((one) => one.startsWith('canvas'))).toHaveLength(3);
    expect(path.filter((one) => one === 'button.zoom-in')).toHaveLength(1);
    expect(path.filter((one) => one === 'summary').length).toBeGreaterThan(2);
    // The end was reached, not a trap.
    expect(path.length).toBeLessThan(200);
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('a.skip');
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).hash).toBe('#main');
  });

  it('has no serious accessibility issue in light and dark', async () => {
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    for (const colorScheme of ['light', 'dark'] as const) {
      // Only here may a script other than the page's own run: the checker itself.
      const page = await open(await demo(), { colorScheme, bypassCSP: true });
      await page.evaluate(axe);
      const found = await page.evaluate(async () => {
        const { axe: checker } = globalThis as unknown as {
          axe: {
            run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
          };
        };
        return (await checker.run()).violations.map(({ id, impact, nodes }) => ({
          id,
          impact,
          html: nodes[0]?.html,
        }));
      });
      expect(found.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
      if (SHOTS) await page.screenshot({ path: join(SHOTS, `${colorScheme}.png`), fullPage: true });
    }
  });

  it('prints without its controls', async () => {
    const page = await open(await demo());
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.locator('.controls').first().isVisible()).toBe(false);
    expect(await page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
    if (SHOTS) await page.screenshot({ path: join(SHOTS, 'print.png'), fullPage: true });
  });
});
