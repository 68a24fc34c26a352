import { execFile } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { isProcError, ProcError } from '../errors.js';
import { describeProcess } from '../find-processes.js';
import { processTree } from '../read/process-tree.js';
import { findThroughStream } from '../stream/find-through-stream.js';
import { watchThroughStream } from '../watch-through-stream.js';
import { localTarget, onlyOne, type OpenTarget } from './open-target.js';
import type { CommandLine } from './parse-command-line.js';
import { spawnStream } from './spawn-stream.js';

type ContainerLine = CommandLine & { container: string };

/** What the engine says of a container. */
interface ContainerState {
  id: string;
  pid: number;
}

/**
 * A process of a container: read from this host's `/proc` when its control group proves that the pid is the
 * container's and its maps may be read, else through one `docker exec`. Throws {@link ProcError}.
 */
export async function openContainer(line: ContainerLine): Promise<OpenTarget> {
  const state = await inspect(line.docker, line.container);
  const obstacle = line.via === 'exec' ? 'not tried' : obstacleOf(state);
  if (obstacle === null) return localTarget(localPid(line, state), line.tree, line.container);
  if (line.via === 'proc') {
    throw new ProcError(
      'MEDKIT_PROC_DENIED',
      `container ${line.container} cannot be read through /proc: ${obstacle}`,
    );
  }
  return throughExec(line, obstacle);
}

async function inspect(docker: string, name: string): Promise<ContainerState> {
  const format = '{{.Id}} {{.State.Pid}} {{.State.Status}}';
  const out = await run(docker, ['inspect', '--type', 'container', '--format', format, '--', name]);
  const [id = '', pid = '', status = ''] = out.trim().split(' ');
  if (status !== 'running') {
    throw new ProcError(
      'MEDKIT_PROC_NOT_FOUND',
      `container ${name} is ${status || 'in no known state'}: start it first`,
    );
  }
  return { id, pid: Number(pid) };
}

function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, [...args], { timeout: 30_000 }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      const why = missing ? 'is not installed or not on PATH' : stderr.trim() || error.message;
      reject(new ProcError('MEDKIT_PROC_NOT_FOUND', `${program}: ${why}`, { cause: error }));
    });
  });
}

/**
 * Why the container's first process cannot be read here, `null` when it can. Seen from inside another container, or for
 * an engine elsewhere, the pid may be somebody else's: its control group has to name the container.
 */
function obstacleOf({ id, pid }: ContainerState): string | null {
  if (id === '' || !(pid > 0)) return 'the engine gives no pid';
  try {
    const groups = readFileSync(`/proc/${pid}/cgroup`, 'latin1');
    if (!groups.includes(id))
      return `/proc/${pid}/cgroup does not name it, so the pid is not of this machine`;
    closeSync(openSync(`/proc/${pid}/smaps_rollup`, 'r'));
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM') return 'permission denied; run as root or with CAP_SYS_PTRACE';
    return `/proc/${pid} is not visible (${code}): engine on another machine, or another pid namespace`;
  }
}

/** The container's first process, or the one of it that bears the name. */
function localPid(line: ContainerLine, { id, pid }: ContainerState): number {
  if (line.pid !== null) return hostPidOf(line.pid, pid);
  if (line.name === null) return pid;
  const { name } = line;
  const matching = processTree(pid).filter((candidate) => {
    const info = describeProcess('/proc', String(candidate));
    return info?.comm === Buffer.from(name).subarray(0, 15).toString();
  });
  return onlyOne(matching, name, `container ${id.slice(0, 12)}`);
}

/** The pid on this host of what is `inner` in the container: the last number of NSpid. */
function hostPidOf(inner: number, first: number): number {
  for (const pid of processTree(first)) {
    try {
      const match = /^NSpid:\t(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
      if (Number(match?.[1]?.split('\t').at(-1)) === inner) return pid;
    } catch {
      // Ended meanwhile.
    }
  }
  throw new ProcError('MEDKIT_PROC_GONE', `no process of the container has pid ${inner} in it`);
}

async function throughExec(line: ContainerLine, obstacle: string): Promise<OpenTarget> {
  const open = (argv: string[]): ReturnType<typeof spawnStream> =>
    spawnStream(line.docker, ['exec', '-i', line.container, ...argv]);
  const named = line.pid === null && line.name !== null ? await findThroughStream(open, line.name) : null;
  const pid =
    named === null ? (line.pid ?? 1) : onlyOne(named, line.name ?? '', `container ${line.container}`);
  return {
    pid,
    label: line.container,
    watch(options) {
      const watch = watchThroughStream({ ...options, open, pid, stdin: true, tree: line.tree });
      // Both ways failed: the answer names what each of them lacks.
      const done = watch.done.catch((error: unknown) => {
        if (!isProcError(error)) throw error;
        throw new ProcError(error.code, `${error.message}. Through /proc of this host: ${obstacle}`, {
          cause: error,
        });
      });
      return { ...watch, done };
    },
  };
}
