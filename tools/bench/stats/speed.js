#!/usr/bin/env node
// Speed of @medkit-bench/stats beside scipy/statsmodels on the same inputs in one run, memory, size, import time.
// Usage: node tools/bench/stats/speed.js [--publish]   (after the package is built; needs python3-scipy, python3-statsmodels)
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publish } from './publish.js';
import { changePoints, growth, slopeInterval } from '../../../packages/stats/dist/index.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const built = join(root, 'packages/stats/dist/index.js');
const lines = [];
const print = (text) => {
  lines.push(text);
  console.log(text);
};
const folder = mkdtempSync(join(tmpdir(), 'stats-speed-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

let state = 20260606;
const uniform = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) + 0.5) / 4294967296;
const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());

function autoregression(n) {
  let e = 0;
  return Array.from({ length: n }, (_, i) => 5e7 + 20 * i + 1e4 * (e = 0.6 * e + 0.8 * normal()));
}

const index = (n) => Array.from({ length: n }, (_, i) => i);
const xs = [10, 30, 60, 100, 150, 250].flatMap((x) => [x, x, x, x, x]);
const data = {
  slope: { xs: index(100_000), ys: autoregression(100_000) },
  growth: { xs, ys: xs.map((x) => 50 + 20 * (x / 250) ** 1.5 + normal()) },
  changes: {
    ys: index(10_000).map((i) => 3 * (Math.floor(i / 500) % 3) + normal()),
    penalty: 4 * Math.log(10_000),
  },
};
writeFileSync(join(folder, 'data.json'), JSON.stringify(data));

function milliseconds(f, runs) {
  for (let i = 0; i < 30; i++) f();
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    f();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return times[Math.floor(runs / 2)];
}

const ours = {
  slope: milliseconds(() => slopeInterval(data.slope.xs, data.slope.ys), 15),
  growth: milliseconds(() => growth(data.growth.xs, data.growth.ys), 101),
  changes: milliseconds(() => changePoints(data.changes.ys, data.changes.penalty), 9),
};
const theirs = JSON.parse(
  execFileSync('/usr/bin/python3', [join(root, 'tools/bench/stats/speed.py'), join(folder, 'data.json')], {
    encoding: 'utf8',
  }),
);
const same =
  JSON.stringify(changePoints(data.changes.ys, data.changes.penalty)) === JSON.stringify(theirs.found);
print('| work | this package, ms | scipy/statsmodels, ms | times faster |\n|---|---|---|---|');
const names = {
  slope: 'slope interval, 100 000 points (GLSAR)',
  growth: 'growth fit, 6 x 5 points with profile interval (curve_fit, brentq)',
  changes: 'change points, 10 000 points (numpy PELT)',
};
for (const [key, name] of Object.entries(names)) {
  print(
    `| ${name} | ${ours[key].toFixed(2)} | ${theirs[key].toFixed(2)} | ${(theirs[key] / ours[key]).toFixed(1)} |`,
  );
}
print(`\nBoth find the same change points: ${same ? 'yes' : 'no'}.`);

const bytes = [100_000, 200_000, 400_000, 800_000].map((n) =>
  Number(
    execFileSync(
      process.execPath,
      [
        '--expose-gc',
        '--input-type=module',
        '-e',
        `import { slopeInterval } from ${JSON.stringify(built)};
         const xs = Float64Array.from({ length: ${n} }, (_, i) => i);
         const ys = xs.map((x) => x + Math.sin(x * x));
         gc();
         const before = process.memoryUsage.rss();
         slopeInterval(xs, ys);
         console.log(process.resourceUsage().maxRSS * 1024 - before);`,
      ],
      { encoding: 'utf8' },
    ),
  ),
);
print(
  `\nPeak memory of a slope interval at 100, 200, 400, 800 thousand points: ${bytes.map((b) => (b / 2 ** 20).toFixed(1)).join(', ')} MiB.`,
);

const imports = Array.from({ length: 11 }, () =>
  Number(
    execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `const t = performance.now(); await import(${JSON.stringify(built)}); console.log(performance.now() - t);`,
      ],
      { encoding: 'utf8' },
    ),
  ),
).sort((a, b) => a - b);
const [packed] = JSON.parse(
  execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: join(root, 'packages/stats'),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }),
);
print(
  `\nImport: ${imports[5].toFixed(1)} ms. Tarball: ${(packed.size / 1024).toFixed(1)} KiB, unpacked ${(packed.unpackedSize / 1024).toFixed(1)} KiB, of which the module ${(statSync(built).size / 1024).toFixed(1)} KiB. Dependencies: none.`,
);
if (process.argv.includes('--publish')) await publish('speed', lines.join('\n'));
