import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEBIAN_IMAGE, describeWithDocker, ensureDebianImage } from '../testing/docker-images.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const UNIT = readFileSync(path.join(import.meta.dirname, 'proc-sampler@.service'), 'utf8');

describeWithDocker(['dpkg-deb', 'debootstrap'], 'the Debian package of proc-sampler', () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-bench-deb-'));
  const node = (script: string, ...args: string[]): string =>
    execFileSync(process.execPath, [path.join(ROOT, script), ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  /** Runs a script in a clean Debian with the package at /deb; gives what it printed. */
  const inDebian = (script: string): string =>
    execFileSync(
      'docker',
      ['run', '--rm', '--network', 'none', '--volume', `${dir}:/deb:ro`, DEBIAN_IMAGE, 'sh', '-euc', script],
      { encoding: 'utf8' },
    );

  beforeAll(() => {
    ensureDebianImage();
    node('tools/sea/build-sampler.js', '--out', path.join(dir, 'program'));
    // Not compressed: that is for what is handed out, and takes half a minute.
    node(
      'tools/deb/build-deb.js',
      '--program',
      path.join(dir, 'program'),
      '--out',
      dir,
      '--compress',
      'none',
    );
  }, 240_000);
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('installs on a Debian without Node, measures a process, and goes without a trace', () => {
    const said = inDebian(`
      dpkg --install /deb/*.deb >/dev/null
      ! command -v node
      sleep 30 &
      proc-sampler --pid $! --interval 0.1 --duration 0.3 --format ndjson --quiet
      dpkg --verify proc-sampler
      dpkg --purge proc-sampler >/dev/null
      test ! -e /usr/bin/proc-sampler && test ! -e /usr/share/doc/proc-sampler
    `);
    const samples = said
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { uss_kib: number; num_threads: number });
    expect(samples).toHaveLength(4);
    for (const sample of samples) {
      expect(sample.uss_kib).toBeGreaterThan(0);
      expect(sample.num_threads).toBe(1);
    }
  }, 60_000);

  it('does what its unit calls', () => {
    const command = /^ExecStart=(.*)$/m.exec(UNIT)?.[1]?.replaceAll('%i', 'tail') ?? '';
    expect(command).toContain('--listen 9300');
    const said = inDebian(`
      dpkg --install /deb/*.deb >/dev/null
      tail -f /dev/null &
      ${command} &
      for turn in $(seq 50); do
        perl -MIO::Socket::INET -e '
          my $s = IO::Socket::INET->new("127.0.0.1:9300") or exit 1;
          print $s "GET /metrics HTTP/1.0\\r\\n\\r\\n"; print while <$s>' && exit 0
        sleep 0.2
      done
      exit 1
    `);
    expect(said).toMatch(/^target_uss_bytes\{.*\} [1-9]\d*$/m);
    expect(said).toMatch(/# EOF/);
  }, 60_000);

  it('is refused for a processor nobody knows, and without a program', () => {
    const build = path.join(ROOT, 'tools/deb/build-deb.js');
    const fails = (...args: string[]): string => {
      const { status, stderr } = spawnSync(process.execPath, [build, ...args], { encoding: 'utf8' });
      expect(status).toBe(2);
      return stderr;
    };
    expect(fails('--arch', 'vax')).toContain('vax');
    expect(fails('--program', path.join(dir, 'gone'))).toContain('gone');
    expect(readdirSync(dir).filter((name) => name.endsWith('.deb'))).toHaveLength(1);
  });
});
