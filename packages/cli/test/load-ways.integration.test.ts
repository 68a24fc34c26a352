import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeWithDocker, ensureDebianImage } from '../../../tools/testing/docker-images.ts';
import { describeWith } from '../../../tools/testing/require-component.ts';
import { freePort, startSshServer } from '../../../tools/testing/ssh-server.ts';
import type { SshServer } from '../../../tools/testing/ssh-server.ts';
import { processesOf, readSummary, runBench } from './run-bench.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const GATEWAY = path.join(ROOT, 'packages/reference-gateway/bin/reference-gateway.js');
/** A new connection for each: the gateway has fewer workers than a level has clients. */
const LOAD = { paths: ['/api/v1/components', '/api/v1/health'], connections: 'new' };

interface Named {
  name: string;
  [key: string]: unknown;
}

interface LoadRow {
  load: { success_count: number; error_count: number; p50_ms: number } | null;
}

function shortLoad(dir: string, profile: Named): ReturnType<typeof runBench> {
  const file = path.join(dir, 'profile.yaml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(profile));
  const where = ['--profile', file, '--results-dir', dir, '--run-dir', profile.name];
  return runBench('load', ...where, '--quick', '--duration', '2', '--repeats', '1', '--levels', 'light');
}

/** The one cell's load, and what the report says of the way it went. */
function seen(dir: string, run: string): { load: LoadRow['load']; way: string | undefined } {
  const summary = readSummary(dir, run, 'load');
  const [cell] = summary['cell_records'] as LoadRow[];
  const warnings = summary['warnings'] as { code: string; message: string }[];
  return { load: cell?.load ?? null, way: warnings.find(({ code }) => code === 'load-way')?.message };
}

describeWith(['sshd', 'ssh-keygen'], 'a port that only the other side of SSH reaches', () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-way-'));
  let server: SshServer;
  beforeAll(async () => {
    server = await startSshServer();
    mkdirSync(path.join(dir, '.ssh'));
    writeFileSync(path.join(dir, '.ssh/known_hosts'), readFileSync(server.knownHosts));
    vi.stubEnv('HOME', dir);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server.stop();
    rmSync(dir, { recursive: true });
  });

  it('is asked and loaded through the connection, and the report says so', async () => {
    const there = await freePort();
    const { code, stderr } = await shortLoad(dir, {
      name: 'behind-ssh',
      start: {
        kind: 'ssh',
        address: `${server.user}@127.0.0.1:${server.port}`,
        identity_file: server.keyFile,
        command: [process.execPath, GATEWAY, '--port', String(there)],
        forward: { main: there },
      },
      ready: { http: 'http://{host}:{port}/api/v1/health' },
      entities: { count: { kind: 'http-json', url: 'http://{host}:{port}/api/v1/apps', path: 'items' } },
      load: { ...LOAD, base_url: 'http://{host}:{port}' },
    });
    expect(code, stderr).toBe(0);
    const { load, way } = seen(dir, 'behind-ssh');
    expect(load?.success_count).toBeGreaterThan(50);
    expect(load?.error_count, JSON.stringify(load)).toBe(0);
    expect(way).toMatch(/through SSH/);
    expect(processesOf(path.join(dir, 'behind-ssh'))).toEqual([]);
  }, 120_000);

  it('is refused as bad input when the profile does not have its name', async () => {
    const { code, stderr } = await shortLoad(dir, {
      name: 'without-the-port',
      start: {
        kind: 'ssh',
        address: `${server.user}@127.0.0.1:${server.port}`,
        identity_file: server.keyFile,
        command: ['sleep', '60'],
        forward: { other: 80 },
      },
      load: { ...LOAD, base_url: 'http://{host}:{port}' },
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/'other', which the profile does not have/);
  }, 60_000);
});

describeWithDocker(['debootstrap'], 'a container without a network', () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-way-'));
  let image = '';
  beforeAll(() => {
    ensureDebianImage();
    image = execFileSync('sh', [path.join(ROOT, 'tools/setup/node-image.sh')], { encoding: 'utf8' }).trim();
  }, 240_000);
  afterAll(() => rmSync(dir, { recursive: true }));

  const inside = (name: string, more: object): Named => ({
    name,
    start: {
      kind: 'docker',
      pull: 'never',
      network: 'none',
      ...more,
    },
    ports: [],
    load: { ...LOAD, from: 'target', base_url: 'http://127.0.0.1:8080' },
  });

  it('is loaded from inside, nothing is left there, and the report says so', async () => {
    const ask =
      "fetch('http://127.0.0.1:8080/api/v1/health').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))";
    const { code, stderr } = await shortLoad(dir, {
      ...inside('without-network', {
        image,
        command: ['node', GATEWAY, '--port', '8080'],
        mounts: [{ host: ROOT, container: ROOT }],
      }),
      ready: { command: ['node', '-e', ask] },
    });
    expect(code, stderr).toBe(0);
    const { load, way } = seen(dir, 'without-network');
    expect(load?.success_count).toBeGreaterThan(50);
    expect(load?.error_count, JSON.stringify(load)).toBe(0);
    expect(way).toMatch(/from beside the target/);
    const left = spawnSync('docker', ['ps', '--all', '--quiet', '--filter', `ancestor=${image}`]);
    expect(left.stdout.toString().trim()).toBe('');
  }, 120_000);

  it('that has no Node says so before anything is measured', async () => {
    const { code, stderr } = await shortLoad(dir, {
      ...inside('without-node', { image: 'medkit-bench/debian-base:bookworm', command: ['sleep', '300'] }),
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/no node in its container/);
  }, 60_000);
});
