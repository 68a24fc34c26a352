#!/usr/bin/env node
// Builds proc-sampler as one self-contained executable (Node's single executable application): the running Node with
// the bundled command inside, for hosts without Node or npm.
//
//   node tools/sea/build-sampler.js [--out dist/sea/proc-sampler] [--arch x64|arm64]
//
// For this host's processor the running Node is taken, for the other one the same version of it from the npm registry
// (package node-linux-ARCH, which holds Node's own release and is not installed). The result wants glibc 2.28 or newer.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
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

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'dist/sea/proc-sampler' },
    arch: { type: 'string', default: process.arch },
  },
});
if (values.arch !== 'x64' && values.arch !== 'arm64') {
  console.error(`--arch: '${values.arch}' is not x64 or arm64`);
  process.exit(2);
}
const native = values.arch === process.arch;
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
  // Inside the executable a module cannot be imported while running, only required.
  supported: { 'dynamic-import': false },
  outfile: main,
});
writeFileSync(
  join(work, 'sea.json'),
  JSON.stringify({ main, output: blob, disableExperimentalSEAWarning: true, useCodeCache: native }),
);
execFileSync(process.execPath, ['--experimental-sea-config', join(work, 'sea.json')], { stdio: 'ignore' });

mkdirSync(dirname(out), { recursive: true });
copyFileSync(native ? process.execPath : nodeFor(values.arch), out);
chmodSync(out, 0o755);
const require = createRequire(join(packageDir, 'package.json'));
const { inject } = require('postject');
const log = console.log;
console.log = () => undefined; // postject talks about every step
await inject(out, 'NODE_SEA_BLOB', readFileSync(blob), { sentinelFuse: FUSE });
console.log = log;

// It must run by itself, away from this repository and its node_modules.
const emulator = native ? [] : emulatorFor();
const size = `${(statSync(out).size / 2 ** 20).toFixed(0)} MiB`;
if (emulator === null) {
  log(
    `${out}: ${size} for ${values.arch}; not tried: needs qemu-user-static, libc6-arm64-cross, libstdc++6-arm64-cross`,
  );
} else {
  const version = tried(['--version']).trim();
  const window = ['--pid', String(process.pid), '--interval', '0.05', '--duration', '0.1', '--quiet'];
  const samples = tried([...window, '--format', 'ndjson'])
    .trimEnd()
    .split('\n');
  if (samples.some((line) => JSON.parse(line).uss_kib === null))
    throw new Error('the executable could not read this process');
  log(`${out}: proc-sampler ${version}, ${size} for ${values.arch}, ${samples.length} samples in its trial`);
}

/** What the executable prints, run on its own. */
function tried(args) {
  const [program, ...before] = [...emulator, out];
  return execFileSync(program, [...before, ...args], { cwd: work, encoding: 'utf8', env: {} });
}

/** The same Node for another processor. */
function nodeFor(arch) {
  const wanted = `node-linux-${arch}@${process.version.slice(1)}`;
  try {
    execFileSync('npm', ['pack', '--silent', '--pack-destination', work, wanted], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  } catch (error) {
    // The blob is only good for the version that made it.
    throw new Error(`${wanted} is not to be had: run this with a version of Node that is`, { cause: error });
  }
  const [tarball] = readdirSync(work).filter((name) => name.endsWith('.tgz'));
  execFileSync('tar', ['-xzf', join(work, tarball), '-C', work, 'package/bin/node']);
  return join(work, 'package/bin/node');
}

/** The words that run a program of the other processor on this host; null where there are none. */
function emulatorFor() {
  const libraries = '/usr/aarch64-linux-gnu';
  const program = '/usr/bin/qemu-aarch64-static';
  return existsSync(program) && existsSync(libraries) ? [program, '-L', libraries] : null;
}
