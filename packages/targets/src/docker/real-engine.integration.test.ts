import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  BUSYBOX_IMAGE,
  DEBIAN_IMAGE,
  describeWithDocker,
  ensureDebianImage,
  ensureTestImages,
} from '../../../../tools/testing/docker-images.ts';
import { startSshServer } from '../../../../tools/testing/ssh-server.ts';
import { removeLeftovers } from '../clean/remove-leftovers.js';
import { connectDocker } from './connect-docker.js';
import type { DockerTarget } from './docker-target.js';

const label = `medkit-bench-engine-${process.pid}`;

describeWithDocker(['sshd', 'debootstrap', 'busybox'], 'engines and their hosts', () => {
  let target: DockerTarget;
  beforeAll(async () => {
    ensureTestImages();
    ensureDebianImage();
    target = await connectDocker();
  }, 240_000);
  afterAll(async () => {
    await target?.removeLeftovers({ label });
    await target?.close();
  });

  it('describes the host from its own files where a container proves that it is this one', async () => {
    expect(await target.describe()).toMatchObject({ nproc: os.cpus().length, cpu_model: null });
    const instance = await target.start({ image: BUSYBOX_IMAGE, argv: ['sleep', '1000'], label });
    expect(await target.describe()).toMatchObject({ cpu_model: expect.any(String), hostname: os.hostname() });
    await instance.stop({ graceS: 0.1 });
  });

  it('describes a process in a Debian container, attaches to it and leaves it running', async () => {
    const instance = await target.start({ image: DEBIAN_IMAGE, argv: ['sleep', '1000'], label });
    const other = await connectDocker();
    const attached = await other.attach(instance.id.slice(0, 12));
    const details = await attached.details();
    expect(details).toMatchObject({ image: DEBIAN_IMAGE, image_digest: null, oom_killed: false });
    expect(details.process).toMatchObject({ comm: 'sleep', allocator: 'glibc', threads: { count: 1 } });
    expect((await other.readFile('/proc/1/comm')).toString()).toBe('sleep\n');
    await other.close();
    expect((await instance.state()).running).toBe(true);
    await instance.stop({ graceS: 0.1 });
  });

  it('clean removes containers and processes of a run', async () => {
    const instance = await target.start({
      image: BUSYBOX_IMAGE,
      argv: ['sleep', '1000'],
      label: `${label}-x`,
    });
    const child = spawn('sleep', ['4601'], { env: { ...process.env, MEDKIT_BENCH_LABEL: `${label}-x` } });
    await once(child, 'spawn');
    const ended = once(child, 'exit');
    const removed = await removeLeftovers({ label: `${label}-x` });
    await ended;
    expect([removed.containers, removed.processes]).toEqual([[instance.id], [child.pid]]);
    expect(removed.dockerMissing).toBeNull();
  });

  it('reaches an engine behind SSH with the same host key check', async () => {
    const server = await startSshServer();
    try {
      const engine = `ssh://${server.user}@127.0.0.1:${server.port}`;
      const ssh = { identityFile: server.keyFile, knownHostsFiles: [server.knownHosts], agent: null };
      const far = await connectDocker({ engine, ssh });
      const instance = await far.start({ image: BUSYBOX_IMAGE, argv: ['sleep', '1000'], label });
      expect((await instance.exec(['cat'], { input: 'there and back' })).stdout).toBe('there and back');
      expect(readFileSync(`/proc/${instance.pid}/comm`, 'utf8')).toBe('sleep\n');
      await instance.stop({ graceS: 0.1 });
      await far.close();
      const blind = connectDocker({ engine, ssh: { ...ssh, knownHostsFiles: ['/none'] } });
      await expect(blind).rejects.toMatchObject({ code: 'MEDKIT_SSH_UNKNOWN_HOST' });
    } finally {
      await server.stop();
    }
  });
});
