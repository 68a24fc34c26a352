import { spawnSync } from 'node:child_process';
import path from 'node:path';

const BIN = path.resolve(import.meta.dirname, '../../packages/cli/bin/medkit-bench.js');

/** Runs the command line with what it prints shown; gives its exit code. */
export function bench(args) {
  console.log(`medkit-bench ${args.join(' ')}`);
  const { status, error } = spawnSync(process.execPath, [BIN, ...args], { stdio: 'inherit' });
  if (error) console.error(error.message);
  return status ?? 130;
}
