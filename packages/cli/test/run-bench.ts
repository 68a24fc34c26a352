import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const BIN = path.resolve(import.meta.dirname, '../bin/medkit-bench.js');

export interface BenchOutcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Starts the built command line; `nodeArgs` are for the Node that runs it. */
export function startBench(
  args: readonly string[],
  nodeArgs: readonly string[] = [],
): { child: ChildProcess; done: Promise<BenchOutcome> } {
  if (!existsSync(path.resolve(BIN, '../../dist/cli.js')))
    throw new Error('the command line is not built: npm run build');
  const child = spawn(process.execPath, [...nodeArgs, BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const done = new Promise<BenchOutcome>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, done };
}

export function runBench(...args: string[]): Promise<BenchOutcome> {
  return startBench(args).done;
}

/** What makes the command line believe in a load of this host, so that none of it decides about `--strict`. */
export function onHostWithLoad(load1: number): string[] {
  const code = `import os from 'node:os'; os.loadavg = () => [${load1}, 0, 0];`;
  return ['--import', `data:text/javascript,${encodeURIComponent(code)}`];
}

export function readSummary(results: string, run: string, lane: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path.join(results, run, lane, 'summary.json'), 'utf8')) as Record<
    string,
    unknown
  >;
}

/** Pids of processes that carry the label of a run. */
export function processesOf(runDir: string): string[] {
  const file = path.join(runDir, 'run.json');
  if (!existsSync(file)) return [];
  const { label } = JSON.parse(readFileSync(file, 'utf8')) as { label: string };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(label);
      } catch {
        return false;
      }
    });
}
