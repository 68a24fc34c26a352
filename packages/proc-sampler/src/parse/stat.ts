import { parseError } from '../errors.js';

/** Fields of `/proc/PID/stat` (proc_pid_stat(5)); times in clock ticks of 1/100 s, memory left to better files. */
export interface StatFields {
  pid: number;
  /** Name of the process, up to 15 bytes; bytes that are not UTF-8 appear as U+FFFD. */
  comm: string;
  state: string;
  ppid: number;
  flags: number;
  minorFaults: number;
  majorFaults: number;
  utimeTicks: number;
  stimeTicks: number;
  childUtimeTicks: number;
  childStimeTicks: number;
  numThreads: number;
  /** Start of the process in ticks since boot: with the pid it is the process's identity. */
  startTicks: number;
}

/** Ticks per second in every `/proc` file: USER_HZ, fixed at 100 by the kernel's ABI on the architectures Node runs on. */
export const TICKS_PER_S = 100;

/** `PF_KTHREAD` of include/linux/sched.h. */
const KERNEL_THREAD_FLAG = 0x00200000;

const LAST_FIELD = 22;

/**
 * Parses `/proc/PID/stat` given as latin1 text. The name may hold spaces, parentheses and newlines, so the fields
 * start behind the last `)`. Throws ProcError `MEDKIT_PROC_PARSE` for anything the kernel would not write.
 */
export function parseStat(text: string): StatFields {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  const pid = open > 0 ? Number(text.slice(0, open)) : NaN;
  if (!Number.isSafeInteger(pid) || pid < 0 || close < open)
    throw parseError('stat', 'PID (NAME) STATE ...', text);
  const state = text.charAt(close + 2);
  if (text.charAt(close + 1) !== ' ' || !/^[A-Za-z]$/.test(state))
    throw parseError('stat', 'a state letter', text);
  const fields = scanFields(text, close + 3);
  const at = (field: number): number => fields[field - 4] as number;
  return {
    pid,
    comm: decodeName(text.slice(open + 1, close)),
    state,
    ppid: at(4),
    flags: at(9),
    minorFaults: at(10),
    majorFaults: at(12),
    utimeTicks: at(14),
    stimeTicks: at(15),
    childUtimeTicks: Math.max(0, at(16)),
    childStimeTicks: Math.max(0, at(17)),
    numThreads: at(20),
    startTicks: at(22),
  };
}

/** Fields 4 to 22 as numbers (some are signed), from the blank behind the state letter on. */
function scanFields(text: string, start: number): number[] {
  const fields: number[] = [];
  let at = start;
  for (let field = 4; field <= LAST_FIELD; field += 1) {
    if (text.charCodeAt(at) !== 32) throw parseError('stat', `${LAST_FIELD} fields`, text);
    at += 1;
    const negative = text.charCodeAt(at) === 45;
    if (negative) at += 1;
    const first = at;
    let value = 0;
    let code = text.charCodeAt(at);
    while (code >= 48 && code <= 57) {
      value = value * 10 + (code - 48);
      code = text.charCodeAt(++at);
    }
    if (at === first || !Number.isFinite(value)) throw parseError('stat', `a number in field ${field}`, text);
    fields.push(negative ? -value : value);
  }
  // A cut inside the last number would pass for a smaller start time, and with it for another process.
  const end = text.charCodeAt(at);
  if (end !== 32 && end !== 10) throw parseError('stat', 'an end behind field 22', text);
  return fields;
}

/** Turns latin1 text back into bytes and reads them as UTF-8. */
export function decodeName(latin1: string): string {
  // eslint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(latin1)) return latin1;
  return Buffer.from(latin1, 'latin1').toString('utf8');
}

/** A thread of the kernel has no memory of its own to measure. */
export function isKernelThread(stat: StatFields): boolean {
  return (stat.flags & KERNEL_THREAD_FLAG) !== 0;
}

/** A zombie has exited; a process whose first thread ended while others live shows the same letter. */
export function hasExited(stat: StatFields): boolean {
  return stat.state === 'X' || stat.state === 'x' || (stat.state === 'Z' && stat.numThreads <= 1);
}
