import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  BUSYBOX_IMAGE,
  describeWithDocker,
  ensureTestImages,
  SCRATCH_IMAGE,
} from '../../../../tools/testing/docker-images.ts';
import { connectDocker } from './connect-docker.js';
import type { DockerTarget } from './docker-target.js';

const label = `medkit-bench-test-${process.pid}`;
const SLEEPER = { image: BUSYBOX_IMAGE, argv: ['sleep', '1000'], label };

describeWithDocker(['gcc', 'busybox'], 'docker target', () => {
  let target: DockerTarget;
  beforeAll(async () => {
    ensureTestImages();
    target = await connectDocker();
  });
  afterAll(async () => {
    await target?.removeLeftovers({ label });
    await target?.close();
  });

  it('runs commands with separate outputs, input, environment, folder and exit code', async () => {
    const instance = await target.start(SLEEPER);
    const script = 'echo "out $A $(pwd)"; echo err >&2; cat; exit 7';
    const result = await instance.exec(['sh', '-c', script], {
      input: 'fed\n',
      env: { A: "x y'z" },
      cwd: '/tmp',
    });
    expect(result).toMatchObject({
      code: 7,
      stdout: "out x y'z /tmp\nfed\n",
      stderr: 'err\n',
      timedOut: false,
    });
    await instance.stop({ graceS: 0.1 });
  });

  it('carries 5 MB of output through the multiplexed stream unharmed', async () => {
    const instance = await target.start(SLEEPER);
    const result = await instance.exec(['sh', '-c', 'yes 123456789 | head -n 500000']);
    expect(result.stdout.length).toBe(5_000_000);
    expect(new Set(result.stdout.trimEnd().split('\n'))).toEqual(new Set(['123456789']));
    await expect(instance.exec(['yes'], { maxOutputBytes: 100_000 })).rejects.toMatchObject({
      code: 'MEDKIT_TARGET_OUTPUT_LIMIT',
    });
    await instance.stop({ graceS: 0.1 });
  });

  it('ends a command that runs out of time, inside the container too', async () => {
    const instance = await target.start(SLEEPER);
    const result = await instance.exec(['sh', '-c', 'echo begun; sleep 4321'], { timeoutS: 0.5 });
    expect(result).toMatchObject({ code: null, timedOut: true, stdout: 'begun\n' });
    const left = await instance.exec(['sh', '-c', 'ps | grep -c "[s]leep 4321"']);
    expect(left.stdout.trim()).toBe('0');
    await instance.stop({ graceS: 0.1 });
  });

  it('streams until killed and leaves no process behind', async () => {
    const instance = await target.start(SLEEPER);
    const stream = await instance.stream(['sh', '-c', 'while true; do echo tick; sleep 0.05; done']);
    let seen = '';
    for await (const chunk of stream.stdout) {
      seen += String(chunk);
      if (seen.split('\n').length > 3) break;
    }
    stream.kill();
    await stream.done;
    const left = await instance.exec(['sh', '-c', 'ps | grep -c "[w]hile true"']);
    expect(left.stdout.trim()).toBe('0');
    await instance.stop({ graceS: 0.1 });
  });

  it('proves the host pid of a container without a shell and names its processes', async () => {
    const instance = await target.start({ image: SCRATCH_IMAGE, argv: ['20', '3'], label });
    expect(instance.proof).toMatchObject({ proven: true, memoryReadable: true, missing: null });
    expect(await instance.hostProcesses()).toEqual([{ pid: instance.pid, comm: 'scratch-server' }]);
    const details = await instance.details();
    expect(details.image_id).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(details.process).toMatchObject({
      comm: 'scratch-server',
      allocator: 'static',
      threads: { count: 4 },
    });
    expect(await instance.logTail(5)).toEqual(['ready with 20 MiB and 3 threads']);
    await expect(instance.exec(['sh', '-c', 'true'])).rejects.toMatchObject({
      code: 'MEDKIT_TARGET_NO_PROGRAM',
    });
    expect(await instance.stop()).toEqual({ how: 'terminated', code: 0, signal: null });
    expect(await instance.logTail(5)).toEqual(['ready with 20 MiB and 3 threads']);
  });

  it('reads and writes files, through links, in a container without a shell and in a stopped one', async () => {
    const instance = await target.start({ image: SCRATCH_IMAGE, argv: ['1'], label });
    const bytes = Buffer.from([0, 255, 10, 13, 128]);
    await instance.writeFile('/odd name \u00e9', bytes);
    expect(await instance.readFile('/odd name \u00e9')).toEqual(bytes);
    await expect(instance.readFile('/none')).rejects.toMatchObject({ code: 'MEDKIT_TARGET_FILE' });
    await expect(instance.readFile('relative')).rejects.toMatchObject({ code: 'MEDKIT_TARGET_ARGUMENT' });
    await instance.stop();

    const busybox = await target.start({ image: BUSYBOX_IMAGE, argv: ['true'], label });
    await busybox.exited;
    expect((await busybox.readFile('/bin/sh')).length).toBeGreaterThan(500_000);
    await expect(busybox.exec(['true'])).rejects.toMatchObject({ code: 'MEDKIT_DOCKER_NOT_RUNNING' });
    expect(await busybox.hostPid()).toMatchObject({ proven: false, missing: 'the container does not run' });
    expect(await busybox.stop()).toMatchObject({ how: 'exited', code: 0 });
  });

  it('kills what ignores the first signal, and removes container and anonymous volume', async () => {
    const instance = await target.start({
      ...SLEEPER,
      argv: ['sh', '-c', 'trap "" TERM; while true; do sleep 1; done'],
    });
    const stops = await Promise.all([instance.stop({ graceS: 0.2 }), instance.stop()]);
    expect(stops[0]).toMatchObject({ how: 'killed', signal: 'SIGKILL' });
    expect(stops[1]).toBe(stops[0]);
    await expect(instance.state()).rejects.toMatchObject({ code: 'MEDKIT_DOCKER_NO_CONTAINER' });
    expect(instance.running()).toBe(false);
  });

  it('removes what carries the label and nothing else', async () => {
    const ours = await target.start({ ...SLEEPER, label: `${label}-a` });
    const other = await target.start({ ...SLEEPER, label: `${label}-b` });
    expect(await target.removeLeftovers({ label: `${label}-a` })).toEqual({
      containers: [ours.id],
      networks: [],
      volumes: [],
    });
    expect((await other.state()).running).toBe(true);
    await other.stop({ graceS: 0.1 });
    expect(await ours.stop()).toMatchObject({ how: 'exited', code: null });
  });

  it('says what is wrong with an image: missing, no pull allowed, no way to pull, failed build', async () => {
    const none = { ...SLEEPER, image: 'medkit-bench/none:1' };
    await expect(target.start({ ...none, pull: 'never' })).rejects.toMatchObject({
      code: 'MEDKIT_DOCKER_IMAGE_MISSING',
    });
    const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-build-'));
    try {
      writeFileSync(path.join(dir, 'Dockerfile'), `FROM ${BUSYBOX_IMAGE}\nRUN echo about to fail && false\n`);
      const failed = target.start({ ...none, build: { context: dir } });
      await expect(failed).rejects.toMatchObject({ code: 'MEDKIT_DOCKER_BUILD' });
      await expect(failed).rejects.toThrow(/non-zero code: 1[\s\S]*\| about to fail/);
      await expect(target.build('medkit-bench/none:1', { context: '/nowhere' })).rejects.toMatchObject({
        code: 'MEDKIT_DOCKER_BUILD',
      });
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('builds from a folder and leaves out what .dockerignore names', async () => {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-build-'));
    const tag = `medkit-bench/built-${process.pid}:1`;
    try {
      writeFileSync(path.join(dir, 'Dockerfile'), `FROM ${BUSYBOX_IMAGE}\nCOPY . /ctx\nCMD ["ls", "/ctx"]\n`);
      writeFileSync(path.join(dir, '.dockerignore'), '*.secret\n');
      writeFileSync(path.join(dir, 'kept.txt'), 'x');
      writeFileSync(path.join(dir, 'left.secret'), 'x');
      const instance = await target.start({ image: tag, label, build: { context: dir } });
      expect(await instance.exited).toEqual({ code: 0, signal: null });
      expect(await instance.logTail(10)).toEqual(['Dockerfile', 'kept.txt']);
      await instance.stop();
    } finally {
      rmSync(dir, { recursive: true });
      await (await import('../process/run-child.js')).runChild(['docker', 'rmi', '-f', tag]);
    }
  });

  it('refuses a program that the image does not have, and removes the container again', async () => {
    const start = target.start({ ...SLEEPER, label: `${label}-c`, argv: ['/no/such/program'] });
    await expect(start).rejects.toMatchObject({ code: 'MEDKIT_TARGET_NOT_STARTED' });
    expect((await target.removeLeftovers({ label: `${label}-c` })).containers).toEqual([]);
  });

  it('says which engine does not answer and who named it', async () => {
    const down = connectDocker({ engine: 'unix:///tmp/no-such-engine.sock' });
    await expect(down).rejects.toMatchObject({ code: 'MEDKIT_DOCKER_UNREACHABLE' });
    await expect(down).rejects.toThrow(
      /unix:\/\/\/tmp\/no-such-engine\.sock \(from the given address, ENOENT\)/,
    );
    await expect(connectDocker({ engine: 'tcp://127.0.0.1:1' })).rejects.toMatchObject({
      code: 'MEDKIT_DOCKER_UNREACHABLE',
    });
    await expect(connectDocker({ engine: 'gopher:x' })).rejects.toMatchObject({
      code: 'MEDKIT_DOCKER_CONTEXT',
    });
  });
});
