// What the package ships beside its code: the profiles, the JSON Schemas that editors check files with, and the general
// help, which needs none of the code to be shown.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';

cpSync('../../profiles', 'dist/profiles', { recursive: true });
mkdirSync('dist/schema', { recursive: true });
for (const name of ['config', 'profile']) {
  const schema = execFileSync(process.execPath, ['bin/medkit-bench.js', 'config', '--schema', name]);
  writeFileSync(`dist/schema/${name}.json`, schema);
}
// Not the one of the last build.
rmSync('dist/help.txt', { force: true });
writeFileSync('dist/help.txt', execFileSync(process.execPath, ['bin/medkit-bench.js', '--help']));
