// What the package ships beside its code: the profiles, and the JSON Schemas that editors check files with.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';

cpSync('../../profiles', 'dist/profiles', { recursive: true });
mkdirSync('dist/schema', { recursive: true });
for (const name of ['config', 'profile']) {
  const schema = execFileSync(process.execPath, ['bin/medkit-bench.js', 'config', '--schema', name]);
  writeFileSync(`dist/schema/${name}.json`, schema);
}
