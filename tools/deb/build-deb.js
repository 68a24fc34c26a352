#!/usr/bin/env node
// Makes a Debian package of proc-sampler's single executable, with a systemd unit as an example.
//
//   node tools/sea/build-sampler.js --out dist/sea/proc-sampler
//   node tools/deb/build-deb.js [--program dist/sea/proc-sampler] [--arch x64|arm64] [--out dist/deb] [--compress xz|gzip|none]
//
// Needs dpkg-deb, and no root: owners are written as root's.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

const root = resolve(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    program: { type: 'string', default: 'dist/sea/proc-sampler' },
    arch: { type: 'string', default: process.arch },
    out: { type: 'string', default: 'dist/deb' },
    compress: { type: 'string', default: 'xz' },
  },
});
const architecture = { x64: 'amd64', arm64: 'arm64' }[values.arch];
if (architecture === undefined || !existsSync(values.program)) {
  console.error(
    architecture
      ? `no ${values.program}: node tools/sea/build-sampler.js`
      : `--arch: '${values.arch}' is not x64 or arm64`,
  );
  process.exit(2);
}
const manifest = (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
const { version, description } = manifest('packages/proc-sampler');
const { author: maintainer } = manifest('.');

const tree = mkdtempSync(join(tmpdir(), 'proc-sampler-deb-'));
process.on('exit', () => rmSync(tree, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
chmodSync(tree, 0o755);

/** A file of the package, its folders made as needed. */
function put(name, content, mode = 0o644) {
  const to = join(tree, name);
  mkdirSync(dirname(to), { recursive: true });
  if (content === null) copyFileSync(values.program, to);
  else writeFileSync(to, content);
  chmodSync(to, mode);
}

const docs = 'usr/share/doc/proc-sampler';
put('usr/bin/proc-sampler', null, 0o755);
put(`${docs}/copyright`, copyright());
put(
  `${docs}/changelog.gz`,
  gzipSync(readFileSync(join(root, 'packages/proc-sampler/CHANGELOG.md')), { level: 9 }),
);
put(`${docs}/record-format.md`, readFileSync(join(root, 'packages/proc-sampler/docs/record-format.md')));
put(
  `${docs}/examples/proc-sampler@.service`,
  readFileSync(join(import.meta.dirname, 'proc-sampler@.service')),
);
put('DEBIAN/control', control());

mkdirSync(values.out, { recursive: true });
const file = join(values.out, `proc-sampler_${version}_${architecture}.deb`);
execFileSync('dpkg-deb', ['--root-owner-group', `-Z${values.compress}`, '--build', tree, file], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
console.log(`${file}: ${(statSync(file).size / 2 ** 20).toFixed(0)} MiB`);

function control() {
  const installedKib = Math.ceil(statSync(values.program).size / 1024) + 40;
  return `Package: proc-sampler
Version: ${version}
Architecture: ${architecture}
Maintainer: ${maintainer}
Installed-Size: ${installedKib}
Depends: libc6 (>= 2.28), libgcc-s1, libstdc++6 (>= 6)
Suggests: openssh-client, docker.io
Section: admin
Priority: optional
Description: memory, CPU and threads of a process, sampled with little disturbance
 ${description}
 USS, PSS, RSS and anonymous memory, CPU, threads, faults, I/O, control group
 and the host's own noise at a fixed interval, as NDJSON, CSV, OpenMetrics or a
 live table. One executable with Node.js inside; nothing else is needed.
`;
}

function copyright() {
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: proc-sampler

Files: *
Copyright: the medkit-bench authors
License: Apache-2.0
 On Debian systems the text of the licence is in /usr/share/common-licenses/Apache-2.0.
Comment:
 The executable holds Node.js, which is under the MIT licence and brings parts under licences of their own: V8
 (BSD-3-Clause), OpenSSL (Apache-2.0), libuv (MIT), ICU (Unicode-3.0), zlib and others. Their texts are in Node's
 LICENSE: https://github.com/nodejs/node/blob/${process.version}/LICENSE
`;
}
