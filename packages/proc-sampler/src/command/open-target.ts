import { existsSync } from 'node:fs';
import { ProcError } from '../errors.js';
import { findOneProcess } from '../find-processes.js';
import { readStartTicks } from '../start-ticks.js';
import { watchProcess } from '../watch-process.js';
import type { Watch, WindowOptions } from '../watch-types.js';
import type { CommandLine } from './parse-command-line.js';

/** A process that was found, and how to watch it. */
export interface OpenTarget {
  pid: number;
  label: string;
  watch(options: WindowOptions): Watch;
}

/** Finds what the command line names. Throws {@link ProcError}. */
export async function openTarget(line: CommandLine): Promise<OpenTarget> {
  if (line.container !== null) {
    const { openContainer } = await import('./open-container.js');
    return openContainer({ ...line, container: line.container });
  }
  if (line.ssh !== null) {
    const { openSsh } = await import('./open-ssh.js');
    return openSsh({ ...line, ssh: line.ssh });
  }
  if (!existsSync('/proc/self/stat')) {
    throw new ProcError(
      'MEDKIT_PROC_NOT_FOUND',
      'this system has no Linux /proc: watch a Linux host with --ssh',
    );
  }
  return localTarget(line.pid ?? findOneProcess({ name: line.name ?? '' }).pid, line.tree, line.name);
}

/** A process of this machine; its start time is taken now, so that a pid reused a moment later is noticed. */
export function localTarget(pid: number, tree: boolean, name: string | null): OpenTarget {
  const startTicks = readStartTicks(pid);
  if (startTicks === null) {
    const hint = 'it has ended, or /proc is mounted with hidepid and only root may see it';
    throw new ProcError('MEDKIT_PROC_GONE', `no process with pid ${pid}: ${hint}`);
  }
  return {
    pid,
    label: name ?? `pid ${pid}`,
    watch: (options) => watchProcess({ pid, startTicks, tree, ...options }),
  };
}

/** The one pid of a list. Throws `MEDKIT_PROC_NOT_FOUND`, or `MEDKIT_PROC_AMBIGUOUS` with the list. */
export function onlyOne(pids: readonly number[], name: string, where: string): number {
  const [first, ...others] = pids;
  if (first === undefined) {
    throw new ProcError('MEDKIT_PROC_NOT_FOUND', `no process named ${JSON.stringify(name)} on ${where}`);
  }
  if (others.length === 0) return first;
  throw new ProcError(
    'MEDKIT_PROC_AMBIGUOUS',
    `${pids.length} processes named ${JSON.stringify(name)} on ${where}: pids ${pids.join(', ')}; give one with --pid`,
  );
}
