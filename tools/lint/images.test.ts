import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import { describeWith } from '../testing/require-component.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const tracked = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');

/** What is wrong with a Dockerfile: what a parser refuses, and habits that break builds or bloat images. */
function problemsOf(text: string): string[] {
  const problems = validate(text).map(({ range, message }) => `line ${range.start.line + 1}: ${message}`);
  const add = (line: number, message: string): number => problems.push(`line ${line + 1}: ${message}`);
  const file = DockerfileParser.parse(text);
  const defaults = new Map(
    file.getInitialARGs().map((arg) => [arg.getProperty()?.getName(), arg.getProperty()?.getValue()]),
  );
  for (const from of file.getFROMs()) {
    const image = (from.getImage() ?? '').replace(
      /^\$\{?(\w+)\}?$/,
      (_, name: string) => defaults.get(name) ?? '',
    );
    if (!/[:@][^/]+$/.test(image) || image.endsWith(':latest'))
      add(from.getRange().start.line, `'${image}' is not pinned by a tag`);
  }
  for (const instruction of file.getInstructions()) {
    const { line } = instruction.getRange().start;
    const kind = instruction.getKeyword();
    const words = instruction.getRawArgumentsContent() ?? '';
    if (kind === 'RUN' && /apt-get (-\S+ )*install/.test(words)) {
      if (!words.includes('--no-install-recommends'))
        add(line, 'apt-get install without --no-install-recommends');
      if (!words.includes('apt-get update')) add(line, 'apt-get install without update in the same layer');
      if (!words.includes('rm -rf /var/lib/apt/lists/*')) add(line, 'the package lists stay in the layer');
    }
    if (kind === 'RUN' && /(^|\s)(sudo|cd)\s/.test(words))
      add(line, 'sudo or cd in RUN: use USER or WORKDIR');
    if ((kind === 'CMD' || kind === 'ENTRYPOINT') && !words.trim().startsWith('['))
      add(line, `${kind} is a line for a shell`);
    if (kind === 'ADD') add(line, 'ADD: COPY says what it does');
    if (kind === 'WORKDIR' && !/^[/$]/.test(words)) add(line, 'WORKDIR is relative');
  }
  return problems;
}

describe('Dockerfiles', () => {
  const files = tracked.filter((file) => /(^|\/)Dockerfile(\.|$)/.test(file));
  it('are there', () => expect(files).toContain('profiles/ros2-medkit/Dockerfile'));
  it.each(files)('%s has nothing to mend', (file) => {
    expect(problemsOf(readFileSync(path.join(ROOT, file), 'utf8'))).toEqual([]);
  });

  it.each([
    ['FROM debian\n', /'debian' is not pinned/],
    ['ARG BASE=x:latest\nFROM ${BASE}\n', /not pinned/],
    ['FROM a:1\nRUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*\n', /recommends/],
    ['FROM a:1\nRUN apt-get install --no-install-recommends git\n', /lists stay/],
    ['FROM a:1\nCMD run it\n', /line for a shell/],
    ['FROM a:1\nWORKDIR here\n', /relative/],
    ['FROM a:1\nADD x /x\n', /COPY/],
    ['FROM a:1\nRNU x\n', /line 2: .*RNU/],
    ['RUN x\n', /./],
  ])('fires on %j', (text, says) => {
    expect(problemsOf(text).join('\n')).toMatch(says);
  });
});

describeWith(['shellcheck'], 'shell scripts', () => {
  const files = tracked.filter((file) => /\.(sh|bash)$/.test(file));
  it('pass shellcheck', () => {
    expect(files).toContain('profiles/ros2-medkit/entrypoint.bash');
    const { stdout, status } = spawnSync(
      'shellcheck',
      ['-x', '-s', 'bash', ...files.filter((file) => /profiles|ros-stand-in/.test(file))],
      {
        cwd: ROOT,
        encoding: 'utf8',
      },
    );
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  it('fires on a word that is split', () => {
    const { status } = spawnSync('shellcheck', ['-s', 'bash', '-'], { input: 'rm $1\n' });
    expect(status).toBe(1);
  });
});
