// Runs the built command line and reads what it wrote.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const BIN = path.resolve(import.meta.dirname, '../../packages/cli/bin/medkit-bench.js');

/** Starts the command line; `done` gives its exit code and output. */
export function startBench(args, options = {}) {
  const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => (output.stdout += chunk));
  child.stderr?.on('data', (chunk) => (output.stderr += chunk));
  const done = new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, ...output }));
  });
  return { child, done };
}

/** Runs a lane and gives its summary; throws with what it printed when it failed. */
export async function measure(lane, args, resultsDir, run) {
  const result = await startBench([lane, '--results-dir', resultsDir, '--run-dir', run, '--quiet', ...args])
    .done;
  if (result.code !== 0) throw new Error(`${lane} ended with ${result.code}: ${result.stderr}`);
  return JSON.parse(readFileSync(path.join(resultsDir, run, lane, 'summary.json'), 'utf8'));
}

/** A temporary results folder that is gone afterwards. */
export async function withResults(body) {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-proof-'));
  try {
    return await body(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Prints rows as a Markdown table. */
export function printTable(head, rows) {
  console.log(`| ${head.join(' | ')} |`);
  console.log(`|${head.map(() => ' --- ').join('|')}|`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
}
