// What writing every report of an `all` run takes: REPORT.md, report.html, and of each lane report.md, SVG and PNG.
//
//   node tools/bench/reports/render.js RUN_DIR [--times 5]
//
// RUN_DIR is a run of `medkit-bench all`; nothing in it is changed, the work is done on a copy. Each time in a process
// of its own, so that loading the libraries counts. Needs `npm run build`. Exits 1 where a figure misses its goal.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { renderReport } from './render-report.js';

const { values, positionals } = parseArgs({
  options: { times: { type: 'string', default: '5' } },
  allowPositionals: true,
});
const [given] = positionals;
if (given === undefined) {
  process.stderr.write('usage: node tools/bench/reports/render.js RUN_DIR [--times 5]\n');
  process.exit(2);
}
const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-render-'));
try {
  const runDir = path.join(dir, 'run');
  cpSync(given, runDir, { recursive: true });
  const lanes = readdirSync(runDir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const results = Array.from({ length: Number(values.times) }, () => renderReport(runDir));
  const walls = results.map((one) => one.wallS).sort((a, b) => a - b);
  const peaks = results.map((one) => one.peakMib).sort((a, b) => a - b);
  const slowest = walls.at(-1);
  const largest = peaks.at(-1);
  const page = statSync(path.join(runDir, 'report.html')).size;
  const rows = [
    ['lanes', lanes.map((entry) => entry.name).join(', '), '', ''],
    ['cells, samples', countOf(runDir, lanes), '', ''],
    [
      'wall time, median of ' + walls.length,
      `${walls[Math.floor(walls.length / 2)].toFixed(2)} s`,
      '< 5 s',
      '',
    ],
    ['wall time, slowest', `${slowest.toFixed(2)} s`, '< 5 s', slowest < 5],
    ['peak memory, largest', `${largest.toFixed(0)} MiB`, '< 400 MiB', largest < 400],
    ['report.html', `${(page / 1e6).toFixed(2)} MB`, '< 3 MB', page < 3e6],
  ];
  const text = rows.map(
    (row) => `| ${row.slice(0, 3).join(' | ')} | ${row[3] === '' ? '' : row[3] ? 'yes' : 'NO'} |`,
  );
  process.stdout.write(`| what | measured | goal | holds |\n| --- | --- | --- | --- |\n${text.join('\n')}\n`);
  process.exitCode = rows.some((row) => row[3] === false) ? 1 : 0;
} finally {
  rmSync(dir, { recursive: true, force: true });
}

function countOf(runDir, lanes) {
  let cells = 0;
  let samples = 0;
  for (const { name } of lanes) {
    for (const id of readdirSync(path.join(runDir, name, 'cells'))) {
      cells += 1;
      const file = path.join(runDir, name, 'cells', id, 'samples.ndjson');
      if (statSync(file, { throwIfNoEntry: false }))
        samples += readFileSync(file, 'latin1').split('\n').length - 1;
    }
  }
  return `${cells}, ${samples.toLocaleString('en')}`;
}
