import { LeakToolsError } from '../errors.js';
import { systemClock, type CommandStream, type LeakClock, type LeakHost } from '../leak-host.js';
import { checkAttach, forbidden } from './attach-checks.js';
import { mapsMention } from './find-subject.js';
import { heaptrackFifo } from './heaptrack-fifo.js';
import { descendants, listProcesses, pidsWithArgument, type ProcessEntry } from './processes.js';
import { heaptrackCommand } from './wrap-command.js';

/** heaptrack inside a running process. */
export interface AttachedHeaptrack {
  pid: number;
  /** Files the trace may be in; exactly one of them will be there. */
  outputs: string[];
  /** Ends the recording and waits until the trace is written; the program goes on. Call it once. */
  stop(options?: { timeoutS?: number }): Promise<void>;
}

/** How heaptrack is attached. */
export interface AttachOptions {
  pid: number;
  /** Path of the trace without its ending, in a folder that exists where the program runs; no blanks. */
  output: string;
  /** Seconds gdb is given to load heaptrack into the process; default 60. */
  timeoutS?: number;
  clock?: LeakClock;
}

/** gdb before 14 on a processor with more registers than its buffer holds (AMX): it can look, but not call a function. */
const CANNOT_CALL = /Couldn't write extended state status/i;
const REFUSED = /Operation not permitted|Could not attach|ptrace_scope|Permission denied/i;

/**
 * Loads heaptrack into a running process with gdb. Only what is allocated from then on is recorded. heaptrack itself
 * calls this unstable: the process can crash, most of all when heaptrack is taken off again. Its library stays loaded,
 * so a process can be attached to once.
 *
 * @throws LeakToolsError those of the checks (`MEDKIT_LEAK_NO_PROCESS`, `_ALREADY_TRACED`, `_PTRACE`, `_NO_TOOL`),
 * `MEDKIT_LEAK_DEBUGGER` when gdb is too old for this processor, and `MEDKIT_LEAK_NO_SUBJECT` when the library does not
 * get into the process for another reason.
 */
export async function attachHeaptrack(host: LeakHost, options: AttachOptions): Promise<AttachedHeaptrack> {
  const { pid } = options;
  if (!Number.isInteger(pid) || pid < 1)
    throw new LeakToolsError('MEDKIT_LEAK_ARGUMENT', `pid is ${pid}: give a process id.`);
  const clock = options.clock ?? systemClock;
  // For the check of the path; the command itself is another one.
  const { outputs } = heaptrackCommand(['program'], { output: options.output });
  await checkAttach(host, pid);
  const handle = await host.stream(['heaptrack', '-o', options.output, '-p', String(pid)]);
  const output = collect(handle);
  try {
    await waitForInjection(host, pid, output, clock, options.timeoutS ?? 60);
  } catch (error) {
    await endScript(host, options.output, handle);
    throw error;
  }
  return {
    pid,
    outputs,
    stop: async (stop) => {
      const timeoutS = stop?.timeoutS ?? 60;
      await host.exec(stopArgv(pid), { timeoutS });
      const ended = await Promise.race([
        handle.done.then(() => true),
        clock.sleepS(timeoutS).then(() => false),
      ]);
      if (ended) return;
      await endScript(host, options.output, handle);
      throw new LeakToolsError(
        'MEDKIT_LEAK_NOT_FINALISED',
        `heaptrack has not finished its trace of process ${pid} within ${timeoutS} s. It said: ${output.text().slice(-300)}`,
      );
    },
  };
}

/**
 * Ends heaptrack's script as it cannot itself on a signal: with the writer that waits for a trace, and without the
 * pipe between the two.
 */
async function endScript(host: LeakHost, output: string, handle: CommandStream): Promise<void> {
  const all = await listProcesses(host).catch((): ProcessEntry[] => []);
  const named = await pidsWithArgument(host, output).catch((): number[] => []);
  const scripts = all.filter(({ pid, comm }) => comm === 'heaptrack' && named.includes(pid));
  const writers = scripts.flatMap(({ pid }) => descendants(all, pid));
  handle.kill('SIGTERM');
  const pids = [...new Set([...scripts, ...writers].map(({ pid }) => String(pid)))];
  // The kill of the shell: small images have no program of that name.
  const kill = 'for pid in "$@"; do kill -s TERM "$pid" 2>/dev/null; done; exit 0';
  if (pids.length > 0) await host.exec(['sh', '-c', kill, 'sh', ...pids], { timeoutS: 10 });
  const pipes = scripts.map(({ pid }) => heaptrackFifo(pid));
  if (pipes.length > 0) await host.exec(['rm', '-f', ...pipes], { timeoutS: 10 });
}

interface Collected {
  text(): string;
  ended(): boolean;
}

function collect(handle: CommandStream): Collected {
  let text = '';
  let ended = false;
  const keep = (chunk: Buffer | string): void => {
    text = (text + String(chunk)).slice(-8000);
  };
  handle.stdout.on('data', keep);
  handle.stderr.on('data', keep);
  handle.done.then(
    () => (ended = true),
    () => (ended = true),
  );
  return { text: () => text, ended: () => ended };
}

async function waitForInjection(
  host: LeakHost,
  pid: number,
  output: Collected,
  clock: LeakClock,
  timeoutS: number,
): Promise<void> {
  const deadline = clock.nowS() + timeoutS;
  for (;;) {
    const finished = output.text().includes('injection finished');
    const loaded = finished && (await mapsMention(host, pid, 'libheaptrack_inject'));
    if (loaded && !REFUSED.test(output.text())) return;
    if (REFUSED.test(output.text())) throw forbidden(pid, lastLine(output.text(), REFUSED));
    if (CANNOT_CALL.test(output.text())) throw debuggerTooOld(pid);
    if (finished || output.ended() || clock.nowS() >= deadline) {
      throw new LeakToolsError(
        'MEDKIT_LEAK_NO_SUBJECT',
        `heaptrack did not get into process ${pid} within ${timeoutS} s. A statically linked program cannot take it. It said: ${output.text().trim().slice(-300)}`,
      );
    }
    await clock.sleepS(0.1);
  }
}

function debuggerTooOld(pid: number): LeakToolsError {
  return new LeakToolsError(
    'MEDKIT_LEAK_DEBUGGER',
    `gdb cannot call functions of process ${pid}: this gdb does not know all registers of this processor. Install gdb 14 or newer, or start the program under heaptrack instead of attaching to it.`,
  );
}

function lastLine(text: string, pattern: RegExp): string {
  return (
    text
      .split('\n')
      .findLast((line) => pattern.test(line))
      ?.trim() ?? 'refused'
  );
}

// What heaptrack's own script does when it ends; asked for directly, for the script does it only on a signal that
// would also end the writer of the trace.
function stopArgv(pid: number): string[] {
  return [
    'gdb',
    '--batch-silent',
    '-n',
    '-iex=set auto-solib-add off',
    '-p',
    String(pid),
    '--eval-command=sharedlibrary libheaptrack_inject',
    '--eval-command=call (void) heaptrack_stop()',
    '--eval-command=detach',
  ];
}
