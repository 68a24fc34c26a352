import { readdirSync, readFileSync } from 'node:fs';

/** The few fields of `/proc/PID/stat` that tell processes apart (proc(5)). */
export interface ProcStat {
  pid: number;
  /** R, S, D, Z, ... */
  state: string;
  parentPid: number;
  groupId: number;
  /** Clock ticks since boot: with the pid it names a process for good. */
  startTicks: string;
}

/** Reads one process; null when it is gone or the text is not what the kernel writes. */
export function readProcStat(pid: number): ProcStat | null {
  try {
    return parseProcStat(pid, readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return null;
  }
}

/** Splits after the last parenthesis: the name before it may hold spaces, parentheses and newlines. */
export function parseProcStat(pid: number, text: string): ProcStat | null {
  const end = text.lastIndexOf(') ');
  if (end < 0) return null;
  const fields = text
    .slice(end + 2)
    .trim()
    .split(' ');
  const [state, parent, group] = fields;
  const startTicks = fields[19];
  if (state === undefined || startTicks === undefined || !/^\d+$/.test(startTicks)) return null;
  const parentPid = Number(parent);
  const groupId = Number(group);
  if (!Number.isInteger(parentPid) || !Number.isInteger(groupId)) return null;
  return { pid, state, parentPid, groupId, startTicks };
}

/** Every process id visible in this `/proc`. */
export function allPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Whether a process has ended and only waits for its parent to notice. */
export function isDead(stat: ProcStat | null): boolean {
  return stat === null || stat.state === 'Z' || stat.state === 'X';
}

/** The live processes of a process group. */
export function groupMembers(groupId: number): ProcStat[] {
  const found: ProcStat[] = [];
  for (const pid of allPids()) {
    const stat = readProcStat(pid);
    if (stat !== null && stat.groupId === groupId && !isDead(stat)) found.push(stat);
  }
  return found;
}
