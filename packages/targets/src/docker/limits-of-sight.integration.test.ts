import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  BUSYBOX_IMAGE,
  describeWithDocker,
  ensureTestImages,
  SCRATCH_IMAGE,
} from '../../../../tools/testing/docker-images.ts';
import { sourceProcess } from '../../../../tools/testing/source-process.ts';
import { connectDocker } from './connect-docker.js';

const label = `medkit-bench-sight-${process.pid}`;
const isRoot = process.getuid?.() === 0;

/** What a process somewhere else sees of a container that it starts itself. */
const LOOK = `
const target = await connectDocker();
const instances = [];
for (const [image, argv] of [[${JSON.stringify(SCRATCH_IMAGE)}, ['1']], [${JSON.stringify(BUSYBOX_IMAGE)}, ['sleep', '1000']]]) {
  instances.push(await target.start({ image, argv, label: ${JSON.stringify(label)} }));
}
const seen = [];
for (const one of instances) {
  const { process, process_missing } = await one.details();
  seen.push({ proof: one.proof, process, process_missing });
}
console.log(JSON.stringify(seen));
for (const one of instances) await one.stop({ graceS: 0.1 });
await target.close();
await server.close();
process.exit(0);
`;

const REPO = path.resolve(import.meta.dirname, '../../../..');

/** The first folder on the way to the repository that only its owner may pass, such as root's home. */
function closedFolder(): string | undefined {
  const parts = REPO.split('/').slice(1);
  const folders = parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`);
  return folders.find((folder) => (statSync(folder).mode & 0o001) === 0);
}

// Seen by nobody else: the closed folder is laid over with an empty one that holds the repository only.
const OPEN_WAY = `set -e
mkdir "$1" && mount --bind "$2" "$1"
mount -t tmpfs -o mode=755 open "$3"
mkdir -p "$2" && mount --bind "$1" "$2"
shift 3
exec "$@"
`;

/** What makes the sources readable for the command that follows. */
function opened(dir: string): string[] {
  const closed = closedFolder();
  if (closed === undefined) return [];
  return ['unshare', '--mount', 'sh', '-c', OPEN_WAY, 'sh', path.join(dir, 'repository'), REPO, closed];
}

interface Seen {
  proof: { proven: boolean; pid: number | null; memoryReadable?: boolean; missing: string | null };
  process: { comm: string } | null;
  process_missing: string | null;
}

describeWithDocker(['gcc', 'busybox', 'unshare'], 'what can be seen of a container', () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-sight-'));
  beforeAll(() => {
    ensureTestImages();
    chmodSync(dir, 0o777);
  });
  afterAll(async () => {
    const target = await connectDocker();
    await target.removeLeftovers({ label });
    await target.close();
    rmSync(dir, { recursive: true, force: true });
  });

  function lookFrom(argv: readonly string[], env = process.env): Seen[] {
    const script = sourceProcess(dir, new URL('./connect-docker.ts', import.meta.url), 'connectDocker', LOOK);
    const [program, ...args] = [...argv, process.execPath, ...script];
    const result = spawnSync(program ?? '', args, { encoding: 'utf8', timeout: 60_000, env });
    if (result.status !== 0) throw new Error(`exit ${result.status}: ${result.stderr}`);
    return JSON.parse(result.stdout) as Seen[];
  }

  it.runIf(isRoot)(
    'from another pid namespace the number proves nothing, and what is missing is named',
    () => {
      const [scratch, busybox] = lookFrom(['unshare', '--pid', '--fork', '--mount-proc']);
      expect(scratch?.proof).toMatchObject({ proven: false, pid: null });
      expect(scratch?.proof.missing).toMatch(/another host or in another pid namespace/);
      // Without a shell there is no second way in: both reasons are given.
      expect(scratch?.process).toBeNull();
      expect(scratch?.process_missing).toMatch(
        /another pid namespace; and inside the container: cannot run 'sh'/,
      );
      // With a shell the process is described through it.
      expect(busybox?.process).toMatchObject({ comm: 'sleep' });
    },
  );

  it.runIf(isRoot)(
    'as an ordinary user of the docker group the memory map is out of reach, and that is said',
    () => {
      const gid = statSync('/var/run/docker.sock').gid;
      const user = ['setpriv', '--reuid=65534', `--regid=${gid}`, '--clear-groups'];
      const [scratch] = lookFrom([...opened(dir), ...user], { PATH: process.env['PATH'], HOME: dir });
      expect(scratch?.proof).toMatchObject({ proven: true, memoryReadable: false });
      expect(scratch?.proof.missing).toMatch(
        /may not be read \(EACCES\): run as root or with CAP_SYS_PTRACE/,
      );
    },
  );
});
