// What report.html of a long run costs to write and to look at.
//
//   node tools/bench/reports/page.js [--hours 24] [--hz 10] [--repeats 2]
//
// Writes a synthetic run, renders it with the built command line, opens the page in Debian's Chromium without a GPU,
// and prints sizes, the first paint, and the frames a second while a span is brushed, while the cursor moves and while
// the view is zoomed. Needs `npm run build` and chromium. Exits 1 where a figure misses its goal.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { renderReport } from './render-report.js';
import { writeSyntheticRun } from './synthetic-run.js';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'].concat([
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]);
const SECONDS = 3;

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '24' },
    hz: { type: 'string', default: '10' },
    repeats: { type: 'string', default: '2' },
  },
});
const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-page-'));
const rows = [];
let missed = 0;
function row(what, value, unit, goal, holds) {
  if (holds === false) missed += 1;
  rows.push(`| ${what} | ${value} ${unit} | ${goal} | ${holds === undefined ? '' : holds ? 'yes' : 'NO'} |`);
}

try {
  const runDir = path.join(dir, 'run');
  const samples = writeSyntheticRun(runDir, {
    hours: Number(values.hours),
    hz: Number(values.hz),
    repeats: Number(values.repeats),
  });
  row('samples', samples.toLocaleString('en'), '', '');
  const { wallS, peakMib } = renderReport(runDir);
  row('writing every report', wallS.toFixed(1), 's', '');
  row('peak memory of that', peakMib.toFixed(0), 'MiB', '< 400', peakMib < 400);
  await look(path.join(runDir, 'report.html'));
} finally {
  rmSync(dir, { recursive: true, force: true });
}
process.stdout.write(`| what | measured | goal | holds |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`);
process.exitCode = missed === 0 ? 0 : 1;

async function look(file) {
  const bytes = statSync(file).size;
  row('page', (bytes / 1e6).toFixed(2), 'MB', '< 3', bytes < 3e6);
  const data = JSON.parse(
    /<script type="application\/json"[^>]*>(.*?)<\/script>/s.exec(readFileSync(file, 'utf8'))[1],
  );
  row('samples in the page', data.kept.toLocaleString('en'), '', '');
  const spikes = data.series.flatMap((one) => one.uss.filter((kib) => kib !== null && kib > 55_000));
  row(
    'single-sample spikes kept in the page',
    spikes.length,
    `of ${expectedSpikes()}`,
    'all',
    spikes.length === expectedSpikes(),
  );
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: FLAGS });
  try {
    const paints = [];
    for (let again = 0; again < 5; again += 1) paints.push(await firstPaint(browser, file));
    paints.sort((a, b) => a - b);
    const most = paints.at(-1);
    row('first paint, slowest of 5 loads', most.toFixed(0), 'ms', '< 1000', most < 1000);
    await frames(browser, file);
  } finally {
    await browser.close();
  }
}

function expectedSpikes() {
  const perCell = Number(values.hours) * 3600 * Number(values.hz);
  return Number(values.repeats) * Math.max(0, Math.ceil((perCell - 50_000) / 100_003));
}

async function firstPaint(browser, file) {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  await page.goto(`file://${file}`);
  const ms = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const paint = () => performance.getEntriesByName('first-contentful-paint')[0];
        const ask = () => (paint() ? resolve(paint().startTime) : requestAnimationFrame(ask));
        ask();
      }),
  );
  await page.close();
  return ms;
}

/** Frames while the page is worked with: each frame moves the pointer or the view, as a hand would. */
async function frames(browser, file) {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  await page.goto(`file://${file}`);
  await page.locator('.explorer').scrollIntoViewIfNeeded();
  for (const [what, kind] of [
    ['brushing a span', 'brush'],
    ['moving the cursor', 'cursor'],
    ['zooming and moving the view', 'view'],
  ]) {
    const seen = await page.evaluate(work, { kind, seconds: SECONDS });
    row(`frames a second, ${what}`, seen.perSecond.toFixed(1), '', '≥ 30', seen.perSecond >= 30);
    row(`longest frame, ${what}`, seen.longestMs.toFixed(0), 'ms', '');
  }
  await page.close();
}

/** Runs in the page. */
function work({ kind, seconds }) {
  const canvas = document.querySelector('.explorer canvas');
  const box = canvas.getBoundingClientRect();
  canvas.setPointerCapture = () => undefined;
  const pointer = (type, x) =>
    canvas.dispatchEvent(
      new PointerEvent(type, { clientX: x, clientY: box.top + 40, button: 0, pointerId: 1, bubbles: true }),
    );
  const key = (name, shiftKey = false) =>
    canvas.dispatchEvent(
      new KeyboardEvent('keydown', { key: name, shiftKey, bubbles: true, cancelable: true }),
    );
  const acts = {
    brush: (share) => pointer('pointermove', box.left + 60 + share * (box.width - 80)),
    cursor: (share) => pointer('pointermove', box.left + 60 + share * (box.width - 80)),
    view: (share, n) => (n % 40 < 5 ? key('+') : n % 40 === 39 ? key('0') : key('ArrowRight', true)),
  };
  if (kind === 'brush') pointer('pointerdown', box.left + 60);
  return new Promise((resolve) => {
    const start = performance.now();
    let last = start;
    let count = 0;
    let longestMs = 0;
    const frame = () => {
      const now = performance.now();
      longestMs = Math.max(longestMs, now - last);
      last = now;
      if (now - start > seconds * 1000) {
        if (kind === 'brush') pointer('pointerup', box.left + 61);
        key('0');
        resolve({ perSecond: (count * 1000) / (now - start), longestMs });
        return;
      }
      count += 1;
      acts[kind](((now - start) / 1000) % 1, count);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}
