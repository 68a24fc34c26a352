import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  BUSYBOX_IMAGE,
  describeWithDocker,
  ensureTestImages,
} from '../../../../tools/testing/docker-images.ts';
import { runChild } from '../process/run-child.js';
import type { ComposeTarget } from './compose-target.js';
import { connectCompose } from './connect-compose.js';

const label = `medkit-bench-compose-${process.pid}`;

const FILE = `
version: "3"
services:
  gateway:
    image: ${BUSYBOX_IMAGE}
    command: ["sh", "-c", "echo word is $$WORD; exec sleep 1000"]
    environment: ["WORD=\${WORD:-none}"]
    depends_on: [store]
  store:
    image: ${BUSYBOX_IMAGE}
    command: ["sh", "-c", "trap 'exit 0' TERM; sleep 1000 & wait"]
    volumes: ["data:/data"]
  unrelated:
    image: ${BUSYBOX_IMAGE}
    command: ["sleep", "1000"]
volumes:
  data: {}
`;

describeWithDocker(['docker-compose', 'gcc', 'busybox'], 'compose target', () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-compose-'));
  const file = path.join(dir, 'docker-compose.yml');
  let target: ComposeTarget;
  beforeAll(async () => {
    ensureTestImages();
    writeFileSync(file, FILE);
    target = await connectCompose({ files: [file] });
  });
  afterAll(async () => {
    await target?.close();
    await target?.removeLeftovers({ label });
    rmSync(dir, { recursive: true });
  });

  it('brings up one service with what it depends on, beside the user\u2019s own project, and takes down only its own', async () => {
    // The user's own project of the same file, under the name compose gives it by default.
    const mine = ['docker-compose', '--project-name', `user${process.pid}`, '--file', file];
    expect((await runChild([...mine, 'up', '-d', 'store'], { timeoutS: 60 })).code).toBe(0);
    try {
      const instance = await target.start({ service: 'gateway', label, env: { WORD: 'given' } });
      expect(instance.proof).toMatchObject({ proven: true, memoryReadable: true });
      expect((await target.exec(['sh', '-c', 'echo $WORD'])).stdout).toBe('given\n');
      expect(await instance.logTail(5)).toEqual(['word is given']);
      expect((await servicesOf(label)).sort()).toEqual(['gateway', 'store']);
      expect(await instance.stop({ graceS: 0.2 })).toMatchObject({ how: 'killed' });
      expect(await servicesOf(label)).toEqual([]);
      expect(await volumesOf(label)).toEqual([]);
      const theirs = await runChild([...mine, 'ps', '-q', 'store']);
      expect(theirs.stdout.trim()).toMatch(/^[0-9a-f]{12,64}$/);
    } finally {
      await runChild([...mine, 'down', '-v', '-t', '0'], { timeoutS: 60 });
    }
  });

  it('finds what a crash left by the run label alone', async () => {
    await target.start({ service: 'store', label: `${label}-a` });
    const kept = await target.start({ service: 'store', label: `${label}-b` });
    const removed = await target.removeLeftovers({ label: `${label}-a` });
    expect([removed.containers.length, removed.networks.length, removed.volumes.length]).toEqual([1, 1, 1]);
    expect((await kept.state()).running).toBe(true);
    await target.removeLeftovers({ label: `${label}-b` });
  });

  it('says which services there are, what is wrong with a file, and what a failed start printed', async () => {
    await expect(target.start({ service: 'gate', label })).rejects.toThrow(
      /it has: gateway, store, unrelated/,
    );
    await expect(connectCompose({ files: ['/none.yml'] })).rejects.toMatchObject({
      code: 'MEDKIT_COMPOSE_FAILED',
    });
    const broken = path.join(dir, 'broken.yml');
    writeFileSync(
      broken,
      FILE.replace(BUSYBOX_IMAGE, 'medkit-bench/no-such-image:1').replace('depends_on', '#'),
    );
    const other = await connectCompose({ files: [broken] });
    const failed = other.start({ service: 'gateway', label });
    await expect(failed).rejects.toMatchObject({ code: 'MEDKIT_COMPOSE_FAILED' });
    await expect(failed).rejects.toThrow(/compose up failed .*\n {2}\| /);
    expect(await servicesOf(label)).toEqual([]);
    await other.close();
  });
});

async function servicesOf(run: string): Promise<string[]> {
  const format = '{{.Label "com.docker.compose.project"}} {{.Label "com.docker.compose.service"}}';
  const { stdout } = await runChild(['docker', 'ps', '-a', '--format', format]);
  return stdout
    .split('\n')
    .filter((line) => line.startsWith(`${run}-`))
    .map((line) => line.split(' ')[1] ?? '');
}

async function volumesOf(run: string): Promise<string[]> {
  const { stdout } = await runChild(['docker', 'volume', 'ls', '--format', '{{.Name}}']);
  return stdout.split('\n').filter((line) => line.startsWith(`${run}-`));
}
