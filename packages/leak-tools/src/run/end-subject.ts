import { LeakToolsError } from '../errors.js';
import { systemClock, type LeakClock, type LeakHost } from '../leak-host.js';
import type { Subject } from './find-subject.js';
import { listProcesses } from './processes.js';

/** One step of ending a program: a signal and how long it is given. */
export interface EndStep {
  signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL';
  graceS: number;
}

/** How a profiled program is ended. */
export interface EndOptions {
  /** Default: SIGINT for 30 s, SIGTERM for 30 s, SIGKILL for 10 s (a program is 10 to 50 times slower under valgrind). */
  steps?: readonly EndStep[];
  /** Seconds for the trace to be written once the program has ended; default 120. */
  writerTimeoutS?: number;
  clock?: LeakClock;
}

/** How it ended. */
export interface EndedSubject {
  /** The signal that it ended on; `exited` when it had ended by itself. */
  how: EndStep['signal'] | 'exited';
  /** Whether what it held at the end was freed as the program does it, and a leak search could run: not after SIGKILL. */
  clean: boolean;
  /** Signals it ignored. */
  ignored: EndStep['signal'][];
}

const DEFAULT_STEPS: readonly EndStep[] = [
  { signal: 'SIGINT', graceS: 30 },
  { signal: 'SIGTERM', graceS: 30 },
  { signal: 'SIGKILL', graceS: 10 },
];

/**
 * Ends the profiled program itself, never the wrapper around it, and waits until the profiler has written everything.
 *
 * @throws LeakToolsError `MEDKIT_LEAK_NOT_ENDED` when it survives every step, `MEDKIT_LEAK_NOT_FINALISED` when the writer
 * is not done in time, and under valgrind when SIGKILL was needed: then there is no leak search.
 */
export async function endSubject(
  host: LeakHost,
  subject: Subject,
  options: EndOptions = {},
): Promise<EndedSubject> {
  const clock = options.clock ?? systemClock;
  const ignored: EndStep['signal'][] = [];
  let how: EndedSubject['how'] | null = (await runs(host, subject)) ? null : 'exited';
  for (const step of options.steps ?? DEFAULT_STEPS) {
    if (how !== null) break;
    await sendSignal(host, subject.pid, step.signal);
    if (await within(clock, step.graceS, async () => !(await runs(host, subject)))) how = step.signal;
    else ignored.push(step.signal);
  }
  if (how === null) {
    throw new LeakToolsError(
      'MEDKIT_LEAK_NOT_ENDED',
      `${subject.comm} (pid ${subject.pid}) still runs after ${ignored.join(', ') || 'no signal at all'}. Give it longer, name the signal it ends on, or allow SIGKILL.`,
    );
  }
  await waitForWriter(host, subject, options.writerTimeoutS ?? 120, clock);
  if (how === 'SIGKILL' && subject.tool === 'valgrind') {
    throw new LeakToolsError(
      'MEDKIT_LEAK_NOT_FINALISED',
      `${subject.comm} ignored ${ignored.join(' and ') || 'nothing'} and was killed, so valgrind could not search for leaks. Name the signal it ends on, or give it longer: it is 10 to 50 times slower under valgrind.`,
    );
  }
  return { how, clean: how !== 'SIGKILL', ignored };
}

async function waitForWriter(
  host: LeakHost,
  subject: Subject,
  timeoutS: number,
  clock: LeakClock,
): Promise<void> {
  const waitFor = new Set([...subject.writerPids, subject.wrapperPid]);
  waitFor.delete(subject.pid);
  const done = await within(clock, timeoutS, async () => {
    if (waitFor.size === 0) return true;
    const alive = (await listProcesses(host)).filter((one) => one.state !== 'Z' && one.startTicks >= 0);
    return !alive.some((one) => waitFor.has(one.pid));
  });
  if (done) return;
  throw new LeakToolsError(
    'MEDKIT_LEAK_NOT_FINALISED',
    `${subject.tool} has not finished its trace ${timeoutS} s after ${subject.comm} ended. A child of the program may hold it open; give it longer, or record for a shorter time.`,
  );
}

async function runs(host: LeakHost, subject: Subject): Promise<boolean> {
  const processes = await listProcesses(host);
  return processes.some(
    (one) =>
      one.pid === subject.pid &&
      one.startTicks === subject.startTicks &&
      one.state !== 'Z' &&
      one.state !== 'X',
  );
}

// The kill of the shell: small images have no program of that name.
async function sendSignal(host: LeakHost, pid: number, signal: EndStep['signal']): Promise<void> {
  const argv = ['sh', '-c', 'kill -s "$1" "$2"', 'sh', signal.slice('SIG'.length), String(pid)];
  await host.exec(argv, { timeoutS: 10 });
}

async function within(clock: LeakClock, timeoutS: number, holds: () => Promise<boolean>): Promise<boolean> {
  const deadline = clock.nowS() + timeoutS;
  for (;;) {
    if (await holds()) return true;
    if (clock.nowS() >= deadline) return false;
    await clock.sleepS(0.1);
  }
}
