import { ESLint } from 'eslint';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const eslint = new ESLint({ cwd: root });

async function lint(text: string, file: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: path.join(root, file) });
  return (result?.messages ?? [])
    .filter(({ ruleId }) => ruleId === 'medkit/no-shell')
    .map((one) => one.message);
}

const IMPORT = "import { spawn } from 'node:child_process';\n";
const FILES = [
  'packages/targets/src/x.ts',
  'packages/cli/src/x.ts',
  'packages/cli/src/x.test.ts',
  'tools/x.js',
];

describe('no shell takes a command line apart', () => {
  it.each([
    "import { exec } from 'node:child_process';\nexec('x');",
    "import { execSync as run } from 'child_process';\nrun('x');",
    "import * as all from 'node:child_process';\nall.exec('x');",
    "import all from 'node:child_process';\nall.exec('x');",
    "const all = await import('node:child_process');\nall.exec('x');",
    "const all = require('child_process');\nall.exec('x');",
    `${IMPORT}spawn('x', [], { shell: true });`,
    `${IMPORT}spawn('x', [], { shell: '/bin/bash' });`,
    'const options = { shell: true };\nexport const x = options;',
    `${IMPORT}export const f = (a) => spawn('sh', ['-c', 'ls ' + a]);`,
    `${IMPORT}export const f = (a) => spawn('/bin/bash', ['-lc', \`ls \${a}\`]);`,
    "export const f = (a) => ['sh', '-c', `ls ${a}`];",
    "export const f = (parts) => ['ssh', 'host', 'sh', '-c', parts.join(' ')];",
    'export const f = (a) => { const argv = ["-c", `ls ${a}`]; return argv; };',
  ])('refuses %j', async (text) => {
    for (const file of FILES) expect(await lint(text, file), file).toHaveLength(1);
  });

  it.each([
    'export const f = (a) => { const script = `ls ${a}`; return ["sh", "-c", script]; };',
    'export const f = (a) => ["sh", "-ec", a];',
  ])('refuses a name for what is not constant, but in tests: %j', async (text) => {
    const counts = await Promise.all(FILES.map(async (file) => (await lint(text, file)).length));
    expect(counts).toEqual(FILES.map((file) => (file.includes('.test.') ? 0 : 1)));
  });

  it.each([
    `${IMPORT}export const f = (a) => spawn('ls', [a], { shell: false });`,
    "export const f = (a) => ['sh', '-c', 'ls \"$1\"', 'sh', a];",
    "const SCRIPT = `\nls \"$1\"\n`;\nexport const f = (a) => ['sh', '-c', SCRIPT, 'sh', a];",
    "import { SCRIPT } from './script.js';\nexport const f = (a) => ['sh', '-c', SCRIPT, 'sh', a];",
    'const PART = "x"; const ALL = `${PART} y`;\nexport const f = () => ["sh", "-c", ALL];',
    'export const f = (cpu) => ["taskset", "-c", String(cpu)];',
    `${IMPORT}export const f = (dir) => spawn('nginx', ['-c', \`\${dir}/nginx.conf\`]);`,
    "export const user = { shell: '/bin/bash' };",
  ])('lets %j be', async (text) => {
    for (const file of FILES) expect(await lint(text, file), file).toEqual([]);
  });
});
