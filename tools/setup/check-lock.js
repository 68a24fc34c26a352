// `npm ci` fails on a lock file that names an optional package without an entry of its own;
// and a lock file must not say where somebody's registry is.
import { readFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const names = new Set(Object.keys(packages).map((key) => key.replace(/^.*node_modules\//, '')));
const problems = [];
for (const [key, entry] of Object.entries(packages)) {
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (!names.has(name)) problems.push(`${key || 'root'} names ${name}, which has no entry`);
  }
  if (/^https?:/.test(entry.resolved ?? '')) problems.push(`${key} carries a download address`);
}
if (problems.length > 0) {
  console.error(`package-lock.json:\n${problems.map((line) => `  ${line}`).join('\n')}`);
  process.exit(1);
}
