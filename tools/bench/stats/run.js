#!/usr/bin/env node
// Regenerates the simulation tables of @medkit-bench/stats with fixed seeds.
// Usage: node tools/bench/stats/run.js TABLE [--series N] [--out FILE] [--only TEXT] [--publish]
// --publish puts the table into the page of packages/stats/docs that has a place for it.
// A cell that FILE already holds is not run again, so an interrupted table goes on where it stopped.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { publish } from './publish.js';

const here = dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    series: { type: 'string' },
    out: { type: 'string' },
    only: { type: 'string' },
    publish: { type: 'boolean' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'stats-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

const bundle = join(folder, 'tables.mjs');
await build({
  entryPoints: [join(here, 'tables.ts')],
  bundle: true,
  format: 'esm',
  platform: 'node',
  conditions: ['@medkit-bench/source'],
  outfile: bundle,
  logLevel: 'warning',
});
const { tables } = await import(pathToFileURL(bundle).href);
const table = tables[positionals[0]];
if (table === undefined) {
  console.error(`name a table: ${Object.keys(tables).join(', ')}`);
  process.exit(2);
}
const series = Number(values.series ?? table.series);
const known = values.out === undefined ? {} : readKnown(values.out);
const lines = [];
const print = (text) => {
  lines.push(text);
  console.log(text);
};
print(`${table.title} (${series} series a cell).`);
let header = '';
for (const cell of table.cells) {
  if (values.only !== undefined && !cell.includes(values.only)) continue;
  const key = `${positionals[0]} ${cell} series=${series}`;
  known[key] ??= table.run(cell, series);
  if (values.out !== undefined) writeFileSync(values.out, JSON.stringify(known, null, 1));
  const names = Object.keys(known[key]).join(' | ');
  if (names !== header) {
    header = names;
    print(`\n| cell | ${names} |\n|---|${'---|'.repeat(Object.keys(known[key]).length)}`);
  }
  print(`| ${cell} | ${Object.values(known[key]).map(format).join(' | ')} |`);
}

if (values.publish) await publish(positionals[0], lines.join('\n'));

function readKnown(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
}

function format(v) {
  return Number.isInteger(v) && v > 1 ? String(v) : v.toFixed(3);
}
