import { readdirSync, readFileSync } from 'node:fs';
import { ProcError } from './errors.js';
import { decodeName, hasExited, isKernelThread, parseStat } from './parse/stat.js';

/** A process as a list shows it. */
export interface ProcessInfo {
  pid: number;
  ppid: number;
  /** The kernel's name, cut to 15 bytes. */
  comm: string;
  /** Arguments; empty where they cannot be read. */
  argv: string[];
  startTicks: number;
  numThreads: number;
}

/** What to look for; a process must meet everything given. */
export interface FindOptions {
  /** Exact name; longer than 15 bytes it is compared with the cut name and the first argument's base name. */
  name?: string | undefined;
  /** A part of the command line, arguments joined by blanks. */
  cmdlineIncludes?: string | undefined;
  procRoot?: string | undefined;
}

const COMM_BYTES = 15;

/** Living processes that match, by pid; zombies and kernel threads are left out. */
export function findProcesses(options: FindOptions = {}): ProcessInfo[] {
  const procRoot = options.procRoot ?? '/proc';
  const found: ProcessInfo[] = [];
  for (const entry of readdirSync(procRoot)) {
    if (!/^\d+$/.test(entry)) continue;
    const info = describeProcess(procRoot, entry);
    if (info !== null && matches(info, options)) found.push(info);
  }
  return found.sort((a, b) => a.pid - b.pid);
}

/**
 * The one process that matches. Throws `MEDKIT_PROC_NOT_FOUND`, or `MEDKIT_PROC_AMBIGUOUS` with a list of all that do.
 */
export function findOneProcess(options: FindOptions): ProcessInfo {
  const wanted = options.name ?? options.cmdlineIncludes ?? '';
  const [first, ...others] = findProcesses(options);
  if (first === undefined) {
    const hint = 'Check the name with ps -e; with hidepid on /proc only root sees processes of others';
    throw new ProcError(
      'MEDKIT_PROC_NOT_FOUND',
      `no running process matches ${JSON.stringify(wanted)}. ${hint}`,
    );
  }
  if (others.length === 0) return first;
  const list = [first, ...others].map(
    ({ pid, ppid, argv, comm }) => `  ${pid} (parent ${ppid}) ${argv.join(' ') || comm}`,
  );
  throw new ProcError(
    'MEDKIT_PROC_AMBIGUOUS',
    `${list.length} processes match ${JSON.stringify(wanted)}; give one by pid (with tree to sum its children):\n` +
      list.join('\n'),
  );
}

/** `null` for what has ended, is a kernel thread or cannot be read. */
export function describeProcess(procRoot: string, entry: string): ProcessInfo | null {
  try {
    const stat = parseStat(readFileSync(`${procRoot}/${entry}/stat`, 'latin1'));
    if (hasExited(stat) || isKernelThread(stat)) return null;
    const { pid, ppid, comm, startTicks, numThreads } = stat;
    return { pid, ppid, comm, argv: readArguments(`${procRoot}/${entry}/cmdline`), startTicks, numThreads };
  } catch {
    return null;
  }
}

function readArguments(path: string): string[] {
  try {
    const text = decodeName(readFileSync(path, 'latin1'));
    return text === '' ? [] : text.replace(/\0$/, '').split('\0');
  } catch {
    return [];
  }
}

function matches(info: ProcessInfo, { name, cmdlineIncludes }: FindOptions): boolean {
  if (name !== undefined && !hasName(info, name)) return false;
  return cmdlineIncludes === undefined || info.argv.join(' ').includes(cmdlineIncludes);
}

function hasName({ comm, argv }: ProcessInfo, name: string): boolean {
  if (comm === name) return true;
  const bytes = Buffer.from(name);
  if (bytes.length <= COMM_BYTES) return false;
  const base = (argv[0] ?? '').split('/').at(-1);
  return comm === bytes.subarray(0, COMM_BYTES).toString() && (base === name || base === '');
}
