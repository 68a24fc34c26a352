// Running a program and knowing what it cost.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** CPU seconds of all children waited for so far (fields 16 and 17 of /proc/self/stat, 10 ms grain). */
function childCpuS() {
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

/** Runs to the end; resolves with its output and its own CPU seconds. One at a time. */
export async function run(program, args) {
  const before = childCpuS();
  const startedAt = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${err.slice(0, 400)}`);
  return { out, err, cpuS: childCpuS() - before, wallS: (performance.now() - startedAt) / 1000 };
}

/** Starts a server that prints its port on its first line. */
export async function startServer(program, args) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise((resolve, reject) => {
    child.stdout.once('data', (chunk) => resolve(Number(String(chunk).trim())));
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}`)));
  });
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill('SIGTERM');
      }),
  };
}

export function has(program) {
  return spawnSync('which', [program], { stdio: 'ignore' }).status === 0;
}

/** A Markdown table of rows with equal keys. */
export function table(rows) {
  const keys = Object.keys(rows[0]);
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [
    line(keys),
    line(keys.map(() => '---')),
    ...rows.map((row) => line(keys.map((key) => row[key] ?? '-'))),
  ].join('\n');
}
