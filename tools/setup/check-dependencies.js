// Licences, checksums and install scripts of everything we depend on, and known vulnerabilities where the registry
// can be asked; where it cannot, says so. Ends with 1 when something is wrong.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { auditProblems, licenceProblems, lockProblems } from './dependencies.js';

const json = (file) => JSON.parse(readFileSync(file, 'utf8'));
const lock = json('package-lock.json');
const manifests = [
  'package.json',
  ...readdirSync('packages').map((name) => `packages/${name}/package.json`),
].map(json);

const audit = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8', timeout: 30_000 });
const known = auditProblems(audit.stdout ?? '');
if (known === null) {
  const said = /"message": "([^"]*)"/.exec(audit.stdout ?? '')?.[1] ?? 'no answer';
  console.log(
    `known vulnerabilities were not looked up (${said}); what the lock file says was checked all the same`,
  );
}
const problems = [...licenceProblems(lock), ...lockProblems(lock, manifests), ...(known ?? [])];
for (const problem of problems) console.error(`dependency: ${problem}`);
if (problems.length === 0)
  console.log(`${Object.keys(lock.packages).length} dependencies: licences and checksums are in order`);
process.exit(problems.length === 0 ? 0 : 1);
