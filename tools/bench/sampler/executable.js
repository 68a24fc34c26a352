#!/usr/bin/env node
// What the single executable costs beside bare Node: start-up, memory while it samples, size on disk and packed.
//
//   npx nx build @medkit-bench/proc-sampler && node tools/bench/sampler/executable.js [--runs 20] [--seconds 10]
//
// Runs take turns, so that what drifts on the host is not taken for a difference; medians are shown.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '20' }, seconds: { type: 'string', default: '10' } },
});
const root = resolve(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'sampler-executable-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

const executable = join(folder, 'proc-sampler');
execFileSync(process.execPath, [join(root, 'tools/sea/build-sampler.js'), '--out', executable], {
  stdio: 'ignore',
});
const bin = join(root, 'packages/proc-sampler/bin/proc-sampler.js');

const starts = {
  'node -e 0': [process.execPath, ['-e', '0']],
  'node proc-sampler.js --version': [process.execPath, [bin, '--version']],
  'executable --version': [executable, ['--version']],
};
const times = Object.fromEntries(Object.keys(starts).map((name) => [name, []]));
for (let run = 0; run < Number(values.runs) + 2; run += 1) {
  for (const [name, [program, args]] of Object.entries(starts)) {
    const began = performance.now();
    spawnSync(program, args, { stdio: 'ignore', env: {} });
    // The first two rounds fill the page cache.
    if (run >= 2) times[name].push(performance.now() - began);
  }
}
const bare = median(times['node -e 0']);
console.log('| start-up | median | times bare Node |\n| --- | --- | --- |');
for (const [name, all] of Object.entries(times))
  console.log(`| ${name} | ${median(all).toFixed(0)} ms | ${(median(all) / bare).toFixed(2)} |`);

console.log(
  `\n| sampling this process at 1 Hz for ${values.seconds} s | RSS | anonymous | CPU |\n| --- | --- | --- | --- |`,
);
for (const [name, program, before] of [
  ['node proc-sampler.js', process.execPath, [bin]],
  ['executable', executable, []],
]) {
  const seconds = Number(values.seconds);
  const args = [
    '--pid',
    String(process.pid),
    '--interval',
    '1',
    '--duration',
    String(seconds + 5),
    '--quiet',
  ];
  const child = spawn(program, [...before, ...args, '--format', 'ndjson'], { stdio: 'ignore' });
  await new Promise((done) => setTimeout(done, seconds * 1000));
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const mib = (key) => (Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1]) / 1024).toFixed(0);
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  const share = (Number(stat[11]) + Number(stat[12])) / seconds;
  console.log(`| ${name} | ${mib('VmRSS')} MiB | ${mib('RssAnon')} MiB | ${share.toFixed(1)} % of a core |`);
  child.kill('SIGKILL');
}
console.log(`\nThe executable is ${(statSync(executable).size / 2 ** 20).toFixed(0)} MiB.`);

function median(all) {
  return [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];
}
