#!/usr/bin/env node
// Builds proc-sampler as one self-contained executable (Node's single executable application): the running Node with
// the bundled command inside, for hosts without Node or npm.
//
//   node tools/sea/build-sampler.js [--out dist/sea/proc-sampler]
//
// The result runs on the operating system, C library and processor of the Node that built it.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';

// Where Node looks for the blob; a constant of Node's, see its documentation of single executable applications.
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

const { values } = parseArgs({ options: { out: { type: 'string', default: 'dist/sea/proc-sampler' } } });
const out = resolve(values.out);
const packageDir = resolve(import.meta.dirname, '../../packages/proc-sampler');
const work = mkdtempSync(join(tmpdir(), 'sea-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

const main = join(work, 'main.cjs');
const blob = join(work, 'main.blob');
buildSync({
  entryPoints: [join(packageDir, 'src/cli.ts')],
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  outfile: main,
});
writeFileSync(
  join(work, 'sea.json'),
  JSON.stringify({ main, output: blob, disableExperimentalSEAWarning: true, useCodeCache: true }),
);
execFileSync(process.execPath, ['--experimental-sea-config', join(work, 'sea.json')], { stdio: 'ignore' });

mkdirSync(dirname(out), { recursive: true });
copyFileSync(process.execPath, out);
chmodSync(out, 0o755);
const require = createRequire(join(packageDir, 'package.json'));
const { inject } = require('postject');
const log = console.log;
console.log = () => undefined; // postject talks about every step
await inject(out, 'NODE_SEA_BLOB', readFileSync(blob), { sentinelFuse: FUSE });
console.log = log;

// It must run by itself, away from this repository and its node_modules.
const version = execFileSync(out, ['--version'], { cwd: work, encoding: 'utf8', env: {} }).trim();
const window = [
  '--pid',
  String(process.pid),
  '--interval',
  '0.05',
  '--duration',
  '0.1',
  '--quiet',
  '--format',
  'ndjson',
];
const samples = execFileSync(out, window, { cwd: work, encoding: 'utf8', env: {} }).trimEnd().split('\n');
if (samples.some((line) => JSON.parse(line).uss_kib === null))
  throw new Error('the executable could not read this process');
log(
  `${out}: proc-sampler ${version}, ${(statSync(out).size / 2 ** 20).toFixed(0)} MiB, ${samples.length} samples in its trial`,
);
