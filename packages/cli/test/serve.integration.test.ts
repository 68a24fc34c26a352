import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Locator } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../../tools/testing/require-component.ts';
import { startBench } from './run-bench.js';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'].concat([
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]);
/** Where to leave screenshots for people to look at; none are kept otherwise. */
const SHOTS = process.env['MEDKIT_SHOTS'];

describeWith(['chromium'], 'report --serve in Chromium', () => {
  let dir: string;
  let browser: Browser;
  let following: ReturnType<typeof startBench> | undefined;
  beforeAll(async () => {
    dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-serve-'));
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: FLAGS });
  });
  afterAll(async () => {
    following?.child.kill('SIGKILL');
    await browser?.close();
    rmSync(dir, { recursive: true });
  });

  it('follows a run from its first cell to its report, and asks nobody but the server', async () => {
    const lane = ['footprint', '--quick', '--duration', '3', '--repeats', '1'];
    const measuring = startBench([...lane, '--results-dir', dir, '--run-dir', 'r']);
    await until(() => existsSync(path.join(dir, 'r', 'footprint', 'plan.json')));
    following = startBench(['report', 'r', '--serve', '--json', '--results-dir', dir]);
    const { url } = JSON.parse(await firstLine(following.child)) as { url: string };
    const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
    const complaints: string[] = [];
    const asked = new Set<string>();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => asked.add(new URL(request.url()).host));
    await page.goto(url);

    await page.getByText(/footprint, cell 1 of 1 \(repeat 1\): measuring/).waitFor({ timeout: 30_000 });
    await page.locator('#anonymous-now', { hasText: 'MiB' }).waitFor();
    expect(await inked(page.locator('#anonymous'))).toBe(true);
    if (SHOTS) await page.screenshot({ path: path.join(SHOTS, 'live-running.png'), fullPage: true });
    await page.getByText('The run is finished.').waitFor({ timeout: 60_000 });
    expect((await measuring.done).code).toBe(0);
    expect(await page.locator('#cells tr').count()).toBe(1);
    expect(await page.locator('#lanes').textContent()).toContain('1 of 1 cells');
    if (SHOTS) await page.screenshot({ path: path.join(SHOTS, 'live-finished.png'), fullPage: true });
    await page.getByRole('link', { name: 'Report of the lanes that are through' }).click();
    await page.getByRole('heading', { name: 'medkit-bench report: r' }).waitFor();
    expect(complaints).toEqual([]);
    expect([...asked]).toEqual([new URL(url).host]);

    await page.goto(url);
    await page.getByText('The run is finished.').waitFor();
    following.child.kill('SIGINT');
    expect(await following.done).toMatchObject({ code: 0, stderr: '' });
    await page.getByText('The program that served this page has ended').waitFor();
  }, 120_000);
});

async function until(is: () => boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!is()) {
    if (Date.now() > end) throw new Error('it did not come about within 30 s');
    await delay(50);
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
  });
}

/** Whether anything is drawn on a canvas. */
function inked(canvas: Locator): Promise<boolean> {
  return canvas.evaluate((element: HTMLCanvasElement) => {
    const { data } = element.getContext('2d')!.getImageData(0, 0, element.width, element.height);
    return data.some((value) => value !== 0);
  });
}
