#!/usr/bin/env node
// Builds the container image of the command line from this workspace (packages must be built: npm run build).
//
//   node tools/image/build-image.js [--tag medkit-bench/tool:0.1.0] [--base node:20.20-bookworm-slim]
//
// The base brings Node 20.19 or newer and a C library like this host's; everything else is installed here and copied in.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const root = resolve(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(join(root, 'packages/cli/package.json'), 'utf8'));
const { values } = parseArgs({
  options: {
    tag: { type: 'string', default: `medkit-bench/tool:${version}` },
    base: { type: 'string', default: 'node:20.20-bookworm-slim' },
  },
});

const context = mkdtempSync(join(tmpdir(), 'medkit-bench-image-'));
process.on('exit', () => rmSync(context, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
const run = (program, args, cwd) =>
  execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

const app = join(context, 'app');
const tarballs = join(context, 'tarballs');
mkdirSync(app);
mkdirSync(tarballs);
run('npm', ['pack', '--workspaces', '--ignore-scripts', '--silent', '--pack-destination', tarballs], root);
writeFileSync(join(app, 'package.json'), '{"private":true,"type":"module"}\n');
const packed = readdirSync(tarballs).map((name) => join(tarballs, name));
run(
  'npm',
  ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', ...packed],
  app,
);
copyFileSync(join(root, 'Dockerfile'), join(context, 'Dockerfile'));
writeFileSync(join(context, '.dockerignore'), '*\n!app\n');
run('docker', ['build', '--quiet', '--build-arg', `BASE=${values.base}`, '--tag', values.tag, context]);
const bytes = Number(run('docker', ['image', 'inspect', '--format', '{{.Size}}', values.tag]));
console.log(`${values.tag}: ${(bytes / 2 ** 20).toFixed(0)} MiB on ${values.base}`);
