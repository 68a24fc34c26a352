import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithDocker } from '../../../tools/testing/docker-images.js';
import { readSummary, runBench } from './run-bench.js';

const STAND_IN = path.resolve(import.meta.dirname, '../../../tools/testing/ros-stand-in');
const BASE = 'medkit-bench/ros-stand-in-native:1';
const IMAGE = 'medkit-bench/ros-stand-in-gateway-native:1';
const DOMAIN = 62 + (process.pid % 15);

// Any free port; a block of 4096 bytes lost every sixteenth of a second.
const PARAMS = `diagnostics:
  ros2_medkit_gateway:
    ros__parameters:
      server:
        port: 0
      reference:
        leak_bytes_per_s: 65536
`;

const docker = (...args: string[]): string => spawnSync('docker', args, { encoding: 'utf8' }).stdout.trim();

describeWithDocker(['idlc', 'gcc', 'heaptrack', 'valgrind'], 'a native gateway in a container', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-container-heap-'));
    const script = path.join(STAND_IN, 'make-image.sh');
    const made = spawnSync('sh', [script, BASE, 'native'], { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(made.stderr);
  }, 120_000);
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('heap names the site that loses, through the profile of the real one', async () => {
    const vars = [`image=${IMAGE}`, `base=${BASE}`, `domain=${DOMAIN}`];
    const { code, stderr } = await runBench(
      'heap',
      ...['--profile', 'ros2-medkit', ...vars.flatMap((text) => ['--var', text])],
      ...['--quick', '--quiet', '--entities', '4', '--interval', '0.25', '--memory-interval', '0.25'],
      ...['--duration', '6', '--heaptrack-duration', '2', '--set', 'reference.leak_bytes_per_s=4096'],
      ...['--results-dir', dir, '--run-dir', 'heap'],
    );
    // Six seconds do not decide; that they were measured is what counts here.
    expect([0, 1], stderr).toContain(code);
    const found = readSummary(dir, 'heap', 'heap');
    expect(found['status']).toBe('ok');
    const { leaked } = found['sites'] as { leaked: unknown[] };
    expect(leaked[0]).toMatchObject({ function: 'lose_block', resolved: true });
    expect(found['phase_b']).toMatchObject({ failure: null, ended: { how: 'SIGINT', clean: true } });
    expect(existsSync(path.join(dir, 'heap/heap/cells/heaptrack/leaked.svg'))).toBe(true);
  }, 120_000);

  it.each([
    ['heaptrack', 'heaptrack_print', /lose_block/],
    ['valgrind', 'cat', /definitely lost: [1-9][^]*lose_block|lose_block[^]*definitely lost: [1-9]/],
  ])(
    'TOOL=%s of its entrypoint leaves a whole recording when it is told to end',
    async (tool, reader, says) => {
      const out = path.join(dir, tool);
      mkdirSync(out);
      writeFileSync(path.join(out, 'params.yaml'), PARAMS);
      const name = `medkit-tool-${tool}-${process.pid}`;
      const set = [`TOOL=${tool}`, 'TOOL_OUT=/out', `ROS_DOMAIN_ID=${DOMAIN}`].flatMap((text) => [
        '-e',
        text,
      ]);
      const own = ['--name', name, '--network', 'host', '-v', `${out}:/out`, ...set];
      docker('run', '-d', ...own, IMAGE, 'gateway_node', '--ros-args', '--params-file', '/out/params.yaml');
      try {
        const log = (): string => spawnSync('docker', ['logs', name], { encoding: 'utf8' }).stderr;
        await expect.poll(log, { timeout: 20_000 }).toContain('listening');
        await delay(1000);
        docker('kill', '--signal', 'INT', name);
        expect(docker('wait', name)).toBe('0');
      } finally {
        docker('rm', '-f', name);
      }
      const file = readdirSync(out).find((one) => one.startsWith(tool)) ?? 'none';
      const { stdout } = spawnSync(reader, [path.join(out, file)], { encoding: 'utf8' });
      expect(stdout).toMatch(says);
    },
    60_000,
  );
});
