// Installs and builds the command line where this has not happened yet for the commit at hand.
import { spawnSync } from 'node:child_process';

const run = (program, ...args) => {
  const { status } = spawnSync(program, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

run('bash', 'tools/setup/install.sh', 'npm');
run('npx', 'nx', 'build', 'medkit-bench', '--output-style=static');
