import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ComposeProject, findComposeCli } from './compose-cli.js';

const root = mkdtempSync(path.join(os.tmpdir(), 'medkit-compose-cli-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A PATH with nothing on it but these commands. */
function pathWith(name: string, commands: Record<string, string>): Record<string, string> {
  const dir = mkdtempSync(path.join(root, `${name}-`));
  for (const [command, script] of Object.entries(commands)) {
    writeFileSync(path.join(dir, command), `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(dir, command), 0o755);
  }
  return { PATH: dir };
}

const V2 = 'if [ "$1 $2" = "compose version" ]; then echo 2.29.0; else printf "<%s>" "$@"; fi';
const NO_PLUGIN = 'echo "docker: unknown command: docker compose" >&2; exit 1';

it('prefers the plug-in, takes the older command without it, and says when there is neither', async () => {
  const old = 'echo 1.29.2';
  expect(await findComposeCli(pathWith('both', { docker: V2, 'docker-compose': old }))).toEqual({
    program: ['docker', 'compose'],
    version: '2.29.0',
  });
  expect(await findComposeCli(pathWith('old', { docker: NO_PLUGIN, 'docker-compose': old }))).toEqual({
    program: ['docker-compose'],
    version: '1.29.2',
  });
  expect(await findComposeCli(pathWith('alone', { 'docker-compose': old }))).toMatchObject({
    version: '1.29.2',
  });
  for (const commands of [{ docker: NO_PLUGIN }, {}]) {
    await expect(findComposeCli(pathWith('none', commands))).rejects.toMatchObject({
      code: 'MEDKIT_COMPOSE_MISSING',
    });
  }
});

it('names its own project and the files in every command, argument by argument', async () => {
  const env = pathWith('v2', { docker: V2 });
  const project = new ComposeProject(await findComposeCli(env), 'run-1', ['/a b.yml', '/c.yml'], env);
  expect(await project.run(['up', "it's"])).toBe(
    "<compose><--project-name><run-1><--file></a b.yml><--file></c.yml><up><it's>",
  );
});

it('shows the last lines of a command that failed, and that one ran out of time', async () => {
  const env = pathWith('bad', {
    'docker-compose': 'for n in 1 2 3; do echo "line $n"; done; echo why >&2; exit 9',
  });
  const failing = new ComposeProject({ program: ['docker-compose'], version: '1' }, 'p', [], env);
  await expect(failing.run(['up'])).rejects.toThrow(
    /compose up failed \(exit code 9\)[\s\S]*\n {2}\| line 3\n {2}\| why$/,
  );
  const slow = pathWith('slow', { 'docker-compose': 'exec /bin/sleep 30' });
  const hanging = new ComposeProject({ program: ['docker-compose'], version: '1' }, 'p', [], slow);
  await expect(hanging.run(['down'], 0.2)).rejects.toThrow(/compose down did not finish within 0.2 s/);
});
