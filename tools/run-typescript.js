#!/usr/bin/env node
// Runs a TypeScript tool of this repository: node tools/run-typescript.js FILE [ARGUMENT...]
// FILE exports `main(args)`, which gives the exit code; what it throws is one line, not a stack trace.
import path from 'node:path';
import { runnerImport } from 'vite';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node tools/run-typescript.js FILE [ARGUMENT...]');
  process.exit(2);
}
try {
  const { module } = await runnerImport(path.resolve(file), { configFile: false, logLevel: 'error' });
  process.exitCode = await module.main(args);
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
