import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { validate } from '@actions/languageservice/validate';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = path.resolve(import.meta.dirname, '../..');
const WORKFLOWS = readdirSync(path.join(ROOT, '.github/workflows')).map(
  (name) => `.github/workflows/${name}`,
);
const FILES = [...WORKFLOWS, 'action.yml'];

interface Step {
  name?: string;
  id?: string;
  run?: string;
  uses?: string;
  shell?: string;
  env?: Record<string, string>;
}

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

let documents = 0;

/** What the language service of GitHub itself finds wrong with a workflow or an action. */
async function findings(file: string, text: string): Promise<string[]> {
  // It remembers what it parsed by name.
  documents += 1;
  const document = TextDocument.create(`file:///${documents}/${file}`, 'yaml', 1, text);
  return (await validate(document)).map((one) => `${one.range.start.line + 1}: ${one.message}`);
}

function stepsOf(file: string): Step[] {
  const data = parse(read(file)) as {
    runs?: { steps: Step[] };
    jobs?: Record<string, { steps: Step[] }>;
  };
  return data.runs?.steps ?? Object.values(data.jobs ?? {}).flatMap((job) => job.steps);
}

describe('workflows and the action', () => {
  it.each(FILES)('%s holds what the runner understands', async (file) => {
    expect(await findings(file, read(file))).toEqual([]);
  });

  it.each([
    ['.github/workflows/x.yml', 'a key that is not there', /timeout-minutes/, 'timeout-minuets'],
    ['.github/workflows/x.yml', 'a context that is not there', /github\.ref\b/, 'githup.ref'],
    ['action.yml', 'a key that is not there', /description:/, 'descriptoin:'],
  ])('a mistake in %s is found: %s', async (file, _what, right, wrong) => {
    const text = read(file === 'action.yml' ? file : '.github/workflows/ci.yml');
    expect(text).toMatch(right);
    expect(await findings(file, text.replace(right, wrong))).not.toEqual([]);
  });

  it.each(FILES)('%s pins what it uses to a commit and names its version', (file) => {
    const used = read(file).match(/uses: .*/g) ?? [];
    for (const line of used.filter((one) => one !== 'uses: ./')) {
      expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  it.each(FILES)('%s puts nothing from outside into a line that a shell reads', (file) => {
    for (const step of stepsOf(file)) expect(step.run ?? '').not.toContain('${{');
  });
});

// Every `run:` line is executed, with a command line in the place of ours that writes down what it is asked.

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-ci-test-'));
  const action = path.join(dir, 'action');
  mkdirSync(path.join(action, 'packages/cli/bin'), { recursive: true });
  mkdirSync(path.join(action, 'tools/setup'), { recursive: true });
  mkdirSync(path.join(dir, 'bin'));
  cpSync(path.join(ROOT, 'tools/ci'), path.join(action, 'tools/ci'), { recursive: true });
  cpSync(path.join(ROOT, 'package.json'), path.join(action, 'package.json'));
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(action, 'node_modules'));
  symlinkSync(path.join(ROOT, 'packages/baseline'), path.join(action, 'packages/baseline'));
  writeFileSync(path.join(action, 'packages/cli/bin/medkit-bench.js'), STAND_IN);
  writeFileSync(path.join(action, 'tools/setup/install.sh'), 'echo "install $*" >> "$CALLS"\n');
  for (const program of ['npm', 'npx', 'git']) script(program, `echo "${program} $*" >> "$CALLS"`);
});
afterEach(() => rmSync(dir, { recursive: true }));

const STAND_IN = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
const args = process.argv.slice(2);
appendFileSync(process.env.CALLS, 'medkit-bench ' + args.join(' ') + '\\n');
const codes = JSON.parse(process.env.CODES ?? '{}');
const code = codes[args[0]] ?? 0;
const at = (flag) => args[args.indexOf(flag) + 1];
if (args.includes('--run-dir') && code !== 2) {
  const lane = at('--results-dir') + '/' + at('--run-dir') + '/' + args[0];
  mkdirSync(lane, { recursive: true });
  const host = { cpu_model: 'stand-in', nproc: 2 };
  writeFileSync(lane + '/summary.json', JSON.stringify({ schema_version: 1, metadata: { host } }));
  writeFileSync(at('--export').slice('github='.length), 'page of ' + args[0]);
}
process.exit(code);
`;

function script(name: string, body: string): void {
  const file = path.join(dir, 'bin', name);
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
}

interface Ran {
  code: number | null;
  output: string;
}

function runStep(step: Step, env: Record<string, string>): Ran {
  const done = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run ?? ''], {
    // The one step with a folder of its own runs in the action's.
    cwd: step.name === 'Build medkit-bench' ? path.join(dir, 'action') : dir,
    env: {
      PATH: `${path.join(dir, 'bin')}:${process.env['PATH'] ?? ''}`,
      HOME: dir,
      CALLS: path.join(dir, 'calls'),
      GITHUB_WORKSPACE: dir,
      GITHUB_OUTPUT: path.join(dir, 'output'),
      GITHUB_STEP_SUMMARY: path.join(dir, 'summary.md'),
      ...env,
    },
    encoding: 'utf8',
  });
  return { code: done.status, output: done.stdout + done.stderr };
}

const text = (name: string): string =>
  existsSync(path.join(dir, name)) ? readFileSync(path.join(dir, name), 'utf8') : '';

/** The outputs of the steps so far; a later line replaces an earlier one. */
function outputs(): Record<string, string> {
  const lines = text('output')
    .split('\n')
    .filter((line) => line !== '');
  return Object.fromEntries(
    lines.map((line) => [line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1)]),
  );
}

/** Runs the `run:` steps of the action as the runner would, inputs and outputs put in. */
function runAction(given: Record<string, string>, codes: Record<string, number> = {}): Ran[] {
  const { inputs } = parse(read('action.yml')) as { inputs: Record<string, { default?: string }> };
  const ran: Ran[] = [];
  for (const step of stepsOf('action.yml').filter((one) => one.run !== undefined)) {
    if (step.id === 'judge' && outputs()['exit-code'] === undefined) continue;
    const env = Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(value, inputs, given)]);
    ran.push(runStep(step, { ...Object.fromEntries(env), CODES: JSON.stringify(codes) }));
  }
  return ran;
}

function filled(
  value: string,
  inputs: Record<string, { default?: string }>,
  given: Record<string, string>,
): string {
  const asked = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1];
  if (asked !== undefined) {
    const found = given[asked] ?? inputs[asked]?.default;
    if (found === undefined) throw new Error(`the action has no input ${asked}`);
    return found.replaceAll(/\$\{\{.*?\}\}/g, '1');
  }
  if (value === '${{ github.action_path }}') return path.join(dir, 'action');
  if (value.includes('outputs.run-dir')) return outputs()['run-dir'] ?? '';
  if (value.includes('outputs.exit-code')) return outputs()['exit-code'] ?? '3';
  throw new Error(`nobody told this test what ${value} is`);
}

describe('the lines of ci.yml', () => {
  it('run what a new user is told to run', () => {
    for (const step of stepsOf('.github/workflows/ci.yml').filter((one) => one.run !== undefined)) {
      expect(runStep(step, {}).code).toBe(0);
    }
    expect(text('calls')).toBe(`git config --global --add safe.directory ${dir}\nnpm test\n`);
  });
});

describe('the lines of the action', () => {
  it('build, run every lane into one folder, keep its pages, and end fine', () => {
    const ran = runAction({ lanes: 'footprint, load', args: '--repeats\n5\n--set\na b=c', quick: 'true' });
    expect(
      ran.map((one) => one.code),
      ran.map((one) => one.output).join(),
    ).toEqual([0, 0, 0, 0]);
    const calls = text('calls').trim().split('\n');
    expect(calls[0]).toBe('install npm');
    expect(calls[1]).toMatch(/^npx nx build medkit-bench/);
    expect(calls[2]).toMatch(
      /^medkit-bench footprint --profile reference --results-dir .* --run-dir ci-1-1 --quick/,
    );
    expect(calls[2]).toContain('--repeats 5 --set a b=c --export github=');
    expect(calls[3]).toMatch(/^medkit-bench load /);
    expect(calls).toHaveLength(4);
    expect(text('summary.md')).toMatch(/page of footprint\npage of load\nNo baseline yet/);
    expect(outputs()).toEqual({ 'run-dir': path.join(dir, 'medkit-results/ci-1-1'), 'exit-code': '0' });
  });

  it('go on after a gate that fired, compare, take the history and the baseline, and then fail', () => {
    const file = path.join(dir, 'base.json');
    writeFileSync(file, '{}');
    const ran = runAction(
      {
        lanes: 'churn,footprint',
        baseline: file,
        'update-baseline': 'true',
        history: 'h.ndjson',
        strict: 'true',
        'fail-on': 'warn,unsettled',
      },
      { churn: 1 },
    );
    expect(ran.map((one) => one.code)).toEqual([0, 0, 0, 1]);
    const calls = text('calls');
    expect(calls).toMatch(/medkit-bench churn .*--strict --fail-on warn,unsettled/);
    expect(calls).toMatch(/medkit-bench footprint /);
    expect(calls).toMatch(/medkit-bench compare --run .* --baseline .*base\.json --strict --fail-on warn\n/);
    expect(calls).toMatch(/medkit-bench history --import .* --store .*h\.ndjson\n/);
    expect(calls).toMatch(/medkit-bench update-baseline --run .* --output .*base\.json\n/);
  });

  it.each<[string, Record<string, string>, Record<string, number>, number]>([
    ['a regression', { baseline: 'base.json' }, { compare: 1 }, 1],
    ['a comparison that is refused', { baseline: 'base.json' }, { compare: 2 }, 2],
    ['a baseline that is insisted on', { compare: 'true' }, { compare: 2 }, 2],
    ['a lane that could not measure', { compare: 'false' }, { footprint: 3 }, 3],
    ['a lane that was refused', { baseline: 'base.json' }, { footprint: 2 }, 2],
    ['a switch that is neither on nor off', { quick: 'yes' }, {}, 3],
    ['a comparison that is neither', { compare: 'maybe' }, {}, 0],
  ])('end as they must after %s', (_what, given, codes, last) => {
    writeFileSync(path.join(dir, 'base.json'), '{}');
    const ran = runAction(given, codes);
    // A step that fails fails the job whatever the verdict step says.
    const failed = ran.slice(0, -1).some((one) => one.code !== 0);
    expect(ran.at(-1)?.code === 0 && !failed).toBe(last === 0 && !failed);
    expect(failed || ran.at(-1)?.code === last).toBe(true);
    if (given['quick'] === 'yes' || given['compare'] === 'maybe') expect(failed).toBe(true);
    if (codes['footprint'] === 2) expect(text('calls')).not.toMatch(/compare/);
  });
});

describe('docs/ci.md', () => {
  const page = read('docs/ci.md');
  const fences = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

  it('names every input of the action, and no other', () => {
    const { inputs } = parse(read('action.yml')) as { inputs: Record<string, unknown> };
    const rows =
      page
        .match(/\| input[\s\S]*?\n\n/)?.[0]
        .split('\n')
        .slice(2) ?? [];
    const named = rows
      .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([\w-]+)`/g)])
      .map((m) => m[1]);
    expect(named.toSorted()).toEqual(Object.keys(inputs).toSorted());
    const used = fences.flatMap((fence) => [...fence.matchAll(/\n +with:\n((?: {4,}.*\n?)*)/g)]);
    const keys = used
      .flatMap((match) => [...(match[1] ?? '').matchAll(/^ {4,10}([a-z-]+):/gm)])
      .map((m) => m[1]);
    expect(keys.length).toBeGreaterThan(5);
    for (const key of keys) expect(Object.keys(inputs)).toContain(key);
  });

  it('shows a workflow that the runner understands', async () => {
    const jobs = fences.find((fence) => fence.startsWith('jobs:')) ?? '';
    expect(await findings('.github/workflows/x.yml', `on: push\n${jobs}`)).toEqual([]);
  });

  it('shows a GitLab job whose lines run', () => {
    const gitlab = fences.find((fence) => fence.includes('resource_group')) ?? '';
    const { cost } = parse(gitlab) as { cost: { script: string[]; variables: Record<string, string> } };
    const env = { ...cost.variables, MEDKIT_RUN: 'ci-7' };
    for (const line of cost.script) expect(runStep({ run: line }, env).code).toBe(0);
    const calls = text('calls').trim().split('\n');
    expect(calls.slice(0, 2)).toEqual(['npm ci', 'npx nx build medkit-bench']);
    expect(calls[2]).toMatch(/^npx medkit-bench footprint .*--results-dir medkit-results --run-dir ci-7 /);
    expect(calls[3]).toBe('npx medkit-bench compare --run medkit-results/ci-7 --output comparison.md');
  });
});
