import { LeakToolsError } from '../errors.js';
import { systemClock, type LeakClock, type LeakHost } from '../leak-host.js';
import type { LeakTool } from './find-tool.js';
import { descendants, listProcesses, type ProcessEntry } from './processes.js';

/** The process that is profiled, and what stands around it. */
export interface Subject {
  tool: LeakTool['name'];
  pid: number;
  startTicks: number;
  comm: string;
  /** heaptrack's script, which ends last; the subject itself under valgrind. */
  wrapperPid: number;
  /** heaptrack_interpret and the compressor, which must end before the trace is complete. */
  writerPids: number[];
}

const WRITERS = /^(heaptrack_inter|heaptrack_env|zstd|gzip)/;
const HELPERS = /^(heaptrack|gdb|env$|sh$|dash$|bash$|cat$|readlink$|mkfifo$|rm$)/;

/**
 * Finds the profiled process below the started wrapper: under valgrind the wrapper's own pid, under heaptrack the child
 * that has heaptrack's library in its memory. Waits until it is there.
 *
 * @throws LeakToolsError `MEDKIT_LEAK_NO_SUBJECT` when it does not appear in time or the wrapper ended.
 */
export async function findSubject(
  host: LeakHost,
  tool: LeakTool['name'],
  wrapperPid: number,
  options: { timeoutS?: number; clock?: LeakClock } = {},
): Promise<Subject> {
  const clock = options.clock ?? systemClock;
  const timeoutS = options.timeoutS ?? 20;
  const deadline = clock.nowS() + timeoutS;
  for (;;) {
    const processes = await listProcesses(host);
    const wrapper = processes.find((one) => one.pid === wrapperPid && one.state !== 'Z');
    if (wrapper === undefined) {
      throw new LeakToolsError(
        'MEDKIT_LEAK_NO_SUBJECT',
        `${tool} (pid ${wrapperPid}) has already ended, and the program with it. Read what it printed.`,
      );
    }
    const subject = await subjectBelow(host, tool, wrapper, processes);
    if (subject !== null) return subject;
    if (clock.nowS() >= deadline) {
      throw new LeakToolsError(
        'MEDKIT_LEAK_NO_SUBJECT',
        `no process below ${tool} (pid ${wrapperPid}) was traced within ${timeoutS} s. A program that starts another one or replaces itself escapes: wrap the last one; statically linked and setuid programs cannot be traced by heaptrack.`,
      );
    }
    await clock.sleepS(0.1);
  }
}

async function subjectBelow(
  host: LeakHost,
  tool: LeakTool['name'],
  wrapper: ProcessEntry,
  processes: ProcessEntry[],
): Promise<Subject | null> {
  if (tool === 'valgrind') {
    const loaded = await mapsMention(host, wrapper.pid, 'vgpreload_core');
    return loaded ? { tool, ...wrapper, wrapperPid: wrapper.pid, writerPids: [] } : null;
  }
  const below = descendants(processes, wrapper.pid).filter((one) => one.state !== 'Z');
  for (const one of below) {
    if (HELPERS.test(one.comm) || WRITERS.test(one.comm)) continue;
    if (!(await mapsMention(host, one.pid, 'libheaptrack_'))) continue;
    const writers = below.filter((other) => WRITERS.test(other.comm) && other.parentPid !== one.pid);
    return { tool, ...one, wrapperPid: wrapper.pid, writerPids: writers.map((writer) => writer.pid) };
  }
  return null;
}

/** Whether a file whose path contains `text` is mapped into the process. */
export async function mapsMention(host: LeakHost, pid: number, text: string): Promise<boolean> {
  const maps = await host.exec(['grep', '-c', '-F', '-e', text, `/proc/${pid}/maps`], { timeoutS: 10 });
  return maps.code === 0;
}
