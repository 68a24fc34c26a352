#!/usr/bin/env node
// The first minutes of three new users on a Debian with Node and npm and nothing else: every line that they type, what it
// prints and how long it takes. Writes the transcript into docs/first-minutes.md.
//
//   npm run build && node tools/proofs/first-minutes.js [--path cli,stats,sampler] [--write]
//
// Each user has a container of their own on this host's network, for npm. Packages come from tarballs of this workspace.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { USERS } from './first-minutes-users.js';

const { values } = parseArgs({
  options: { path: { type: 'string', default: Object.keys(USERS).join(',') }, write: { type: 'boolean' } },
});
const root = resolve(import.meta.dirname, '../..');
const work = mkdtempSync(join(tmpdir(), 'first-minutes-'));
const names = [];
process.on('exit', () => {
  for (const name of names) execFileSync('docker', ['rm', '--force', name], { stdio: 'ignore' });
  rmSync(work, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
const run = (program, args, cwd = root) =>
  execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

const home = join(work, 'home');
mkdirSync(join(home, 'tarballs'), { recursive: true });
run('npm', [
  ...['pack', '--workspaces', '--ignore-scripts', '--silent', '--pack-destination', join(home, 'tarballs')],
]);
run('node', ['tools/sea/build-sampler.js', '--out', join(home, 'proc-sampler')]);
run('node', [
  'tools/deb/build-deb.js',
  '--program',
  join(home, 'proc-sampler'),
  '--out',
  home,
  '--compress',
  'gzip',
]);
const image = cleanImage();

const transcripts = {};
for (const user of values.path.split(',')) {
  transcripts[user] = await follow(user, USERS[user].lines);
  console.log(`\n== ${USERS[user].title}\n\n${transcripts[user]}`);
}
if (values.write) {
  const page = join(root, 'docs/first-minutes.md');
  let text = readFileSync(page, 'utf8');
  for (const [user, transcript] of Object.entries(transcripts))
    text = text.replace(
      new RegExp(`<!-- ${user} -->[\\s\\S]*<!-- /${user} -->`),
      () => `<!-- ${user} -->\n\n\`\`\`console\n${transcript}\n\`\`\`\n\n<!-- /${user} -->`,
    );
  writeFileSync(page, text);
}

/** Debian's minimal system with this host's Node and npm. */
function cleanImage() {
  const base = run('sh', ['tools/setup/node-image.sh']);
  const npm = dirname(dirname(run('readlink', ['-f', run('which', ['npm'])])));
  const context = join(work, 'image');
  mkdirSync(context);
  cpSync(npm, join(context, 'npm'), { recursive: true });
  writeFileSync(
    join(context, 'Dockerfile'),
    `FROM ${base}
COPY npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
`,
  );
  run('docker', ['build', '--quiet', '--network', 'none', '--tag', 'medkit-bench/first-minutes:1', context]);
  return 'medkit-bench/first-minutes:1';
}

/** Types lines into one shell of a fresh container; gives the transcript. */
async function follow(user, lines) {
  const name = `medkit-bench-first-${user}-${process.pid}`;
  names.push(name);
  const authority = process.env.NODE_EXTRA_CA_CERTS ?? '';
  const trust = existsSync(authority)
    ? ['--volume', `${authority}:/etc/extra-ca.pem:ro`, '--env', 'NODE_EXTRA_CA_CERTS=/etc/extra-ca.pem']
    : [];
  const registry = `npm_config_registry=${run('npm', ['config', 'get', 'registry'])}`;
  const quiet = ['npm_config_update_notifier=false', 'npm_config_fund=false', 'npm_config_audit=false'];
  const env = [registry, ...quiet, 'HOME=/home/user', 'LANG=C.UTF-8', 'NO_COLOR=1', 'COLUMNS=100'].flatMap(
    (one) => ['--env', one],
  );
  run('docker', [
    'run',
    '--detach',
    '--init',
    '--name',
    name,
    '--network',
    'host',
    ...trust,
    ...env,
    image,
    'sleep',
    'infinity',
  ]);
  run('docker', ['cp', `${home}/.`, `${name}:/home/user`]);
  const shell = spawn('docker', ['exec', '-i', '--workdir', '/home/user', name, 'bash', '--norc'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  shell.stdin.write('exec 2>&1\n');
  const said = createInterface({ input: shell.stdout })[Symbol.asyncIterator]();
  const told = [];
  const startedAll = performance.now();
  for (const { type, keep = 12, cut = 110, expect = 0 } of lines) {
    const started = performance.now();
    shell.stdin.write(`${type}\necho "__done $?"\n`);
    const output = [];
    let code = null;
    while (code === null) {
      const { value, done } = await said.next();
      if (done) throw new Error(`the shell ended at: ${type}`);
      code = /^__done (\d+)$/.exec(value)?.[1] ?? null;
      if (code === null) output.push(value);
    }
    const seconds = (performance.now() - started) / 1000;
    if (Number(code) !== expect) throw new Error(`exit ${code} of: ${type}\n${output.join('\n')}`);
    told.push(
      `$ ${type}`,
      ...shorten(output, keep, cut),
      ...(seconds >= 0.5 ? [`# ${seconds.toFixed(1)} s`] : []),
    );
  }
  shell.stdin.end();
  told.push('', `# ${((performance.now() - startedAll) / 1000).toFixed(0)} s in all`);
  run('docker', ['rm', '--force', name]);
  names.splice(names.indexOf(name), 1);
  return told.join('\n');
}

/** The beginning and the end of what was printed. */
function shorten(output, keep, cut) {
  const fit = output.map((line) => (line.length > cut ? `${line.slice(0, cut)}…` : line.trimEnd()));
  if (fit.length <= keep) return fit;
  const head = Math.ceil(keep / 2);
  return [...fit.slice(0, head), `… ${fit.length - keep} lines`, ...fit.slice(fit.length - (keep - head))];
}
