import type { ExecResult } from '@medkit-bench/targets';

const LIST =
  'for f in /proc/[0-9]*/stat; do IFS= read -r line <"$f" && printf "%s\\n" "$line"; done 2>/dev/null; :';

/** Processes and everything they started, at the far end of an exec. */
export async function descendants(
  exec: (argv: readonly string[]) => Promise<ExecResult>,
  rootPids: readonly number[],
): Promise<Set<number>> {
  const { stdout } = await exec(['sh', '-c', LIST]);
  return familyOf(parentsFrom(stdout), rootPids);
}

/** Pid to parent pid from lines of `/proc/PID/stat`; a name may hold blanks and parentheses. */
export function parentsFrom(lines: string): Map<number, number> {
  const parents = new Map<number, number>();
  for (const line of lines.split('\n')) {
    const pid = /^(\d+) \(/.exec(line)?.[1];
    const ppid = /^ \S (\d+) /.exec(line.slice(line.lastIndexOf(')') + 1))?.[1];
    if (pid !== undefined && ppid !== undefined) parents.set(Number(pid), Number(ppid));
  }
  return parents;
}

function familyOf(parents: ReadonlyMap<number, number>, rootPids: readonly number[]): Set<number> {
  const family = new Set(rootPids);
  for (let grown = true; grown;) {
    grown = false;
    for (const [pid, ppid] of parents) {
      if (!family.has(pid) && family.has(ppid)) {
        family.add(pid);
        grown = true;
      }
    }
  }
  return family;
}
