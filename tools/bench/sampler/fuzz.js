#!/usr/bin/env node
// Damages recorded /proc files and stream frames a million times and feeds them to their parsers: only a typed error or
// an answer with finite numbers may come out. The tests do the same in short.
//
//   node tools/bench/sampler/fuzz.js [--count 1000000] [--seed 1]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const packageDir = resolve(import.meta.dirname, '../../../packages/proc-sampler');
const work = mkdtempSync(join(tmpdir(), 'fuzz-sampler-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

const contents = `
  export { PARSERS } from './test/parser-table.ts';
  export { mutate, seeded } from './test/mutate.ts';
  export { isProcError } from './src/errors.ts';`;
const outfile = join(work, 'fuzz.mjs');
// The fixtures are found beside the sources, not beside the bundle.
const define = { 'import.meta.dirname': JSON.stringify(join(packageDir, 'test')) };
const stdin = { contents, resolveDir: packageDir, loader: 'ts' };
buildSync({ stdin, bundle: true, platform: 'node', format: 'esm', outfile, define });
const { PARSERS, mutate, seeded, isProcError } = await import(pathToFileURL(outfile).href);

function finite(value) {
  if (typeof value === 'number') return Number.isFinite(value);
  if (value instanceof Map || value instanceof Set) return [...value.values()].every(finite);
  return typeof value !== 'object' || value === null || Object.values(value).every(finite);
}

const count = Number(values.count);
const random = seeded(Number(values.seed));
const rows = PARSERS.map(({ name }) => ({ parser: name, inputs: 0, answers: 0, typed_errors: 0 }));
for (let i = 0; i < count; i += 1) {
  const which = i % PARSERS.length;
  const damaged = mutate(PARSERS[which].text, random);
  const row = rows[which];
  row.inputs += 1;
  try {
    if (!finite(PARSERS[which].parse(damaged))) throw new Error('a number that is none');
    row.answers += 1;
  } catch (error) {
    if (!isProcError(error)) {
      console.error(`${row.parser}: ${error.stack}\ninput: ${JSON.stringify(damaged)}`);
      process.exit(1);
    }
    row.typed_errors += 1;
  }
}
console.table(rows);
console.log(`${count} damaged files, seed ${values.seed}: answers with finite numbers or typed errors only`);
