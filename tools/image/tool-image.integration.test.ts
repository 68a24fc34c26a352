import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithDocker, ensureTestImages, SCRATCH_IMAGE } from '../testing/docker-images.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const NAME = `medkit-bench-image-test-${process.pid}`;
const IMAGE = `${NAME}:1`;
const SOCKET = '/var/run/docker.sock';

function docker(...args: string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8' }).trim();
}

describeWithDocker(['npm', 'debootstrap'], 'the image of the command line', () => {
  const results = mkdtempSync(path.join(os.tmpdir(), 'medkit-bench-image-test-'));
  let sibling = '';

  beforeAll(() => {
    ensureTestImages();
    const base = execFileSync('sh', [path.join(ROOT, 'tools/setup/node-image.sh')], {
      encoding: 'utf8',
    }).trim();
    const build = path.join(ROOT, 'tools/image/build-image.js');
    execFileSync(process.execPath, [build, '--tag', IMAGE, '--base', base], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    sibling = docker('run', '--detach', '--network', 'none', '--name', NAME, SCRATCH_IMAGE, '32', '3');
  }, 240_000);
  afterAll(() => {
    if (sibling !== '') docker('rm', '--force', sibling);
    spawnSync('docker', ['image', 'rm', IMAGE]);
    rmSync(results, { recursive: true, force: true });
  });

  it('measures a container beside it through the mounted socket, and leaves nothing', () => {
    const before = docker('ps', '--all', '--quiet', '--filter', `ancestor=${IMAGE}`);
    docker(
      ...[
        'run',
        '--rm',
        '--network',
        'none',
        '--init',
        '--pid',
        'host',
        '--volume',
        `${SOCKET}:${SOCKET}`,
        '--volume',
        `${results}:/work`,
      ],
      ...[IMAGE, 'footprint', '--profile', 'attach', '--var', `container=${NAME}`],
      ...['--quick', '--duration', '2', '--repeats', '1', '--run-dir', 'run', '--quiet'],
    );
    const file = path.join(results, 'results/run/footprint/summary.json');
    const { cell } = JSON.parse(readFileSync(file, 'utf8')) as { cell: Record<string, number> };
    // 32 MiB of ballast and a static binary of less than one; main thread and three others.
    expect(cell['anonymous_kib_median']).toBeGreaterThan(32 * 1024);
    expect(cell['anonymous_kib_median']).toBeLessThan(33 * 1024);
    expect(cell['num_threads_median']).toBe(4);
    expect(docker('ps', '--all', '--quiet', '--filter', `ancestor=${IMAGE}`)).toBe(before);
    expect(docker('inspect', '--format', '{{.State.Running}}', NAME)).toBe('true');
  }, 60_000);

  it('says what is missing when the socket is not mounted', () => {
    const args = [
      'run',
      '--rm',
      '--network',
      'none',
      IMAGE,
      'footprint',
      '--profile',
      'attach',
      '--var',
      `container=${NAME}`,
      '--quick',
    ];
    const { status, stderr } = spawnSync('docker', args, { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toMatch(/error: .*(engine|docker)/i);
    expect(stderr).not.toMatch(/^\s+at /m);
  }, 60_000);
});
