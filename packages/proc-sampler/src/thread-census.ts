import { readdirSync, readFileSync } from 'node:fs';
import { ProcError } from './errors.js';
import { decodeName } from './parse/stat.js';

/** How many threads bear a name; digits are taken out of the name, because port numbers change from run to run. */
export interface ThreadGroup {
  name: string;
  count: number;
}

/** Threads of `pid` by name, most frequent first. Throws `MEDKIT_PROC_GONE` when there is no such process. */
export function threadCensus(pid: number, procRoot = '/proc'): ThreadGroup[] {
  const dir = `${procRoot}/${pid}/task`;
  let tids: string[];
  try {
    tids = readdirSync(dir);
  } catch (error) {
    throw new ProcError('MEDKIT_PROC_GONE', `pid ${pid}: its threads cannot be listed, it is not there`, {
      cause: error,
    });
  }
  const names: string[] = [];
  for (const tid of tids) {
    try {
      names.push(decodeName(readFileSync(`${dir}/${tid}/comm`, 'latin1').replace(/\n$/, '')));
    } catch {
      // Ended since the listing.
    }
  }
  return groupThreadNames(names);
}

/** Counts names with their digits taken out: `dds.udp.7410` and `dds.udp.7411` are two of `dds.udp.`. */
export function groupThreadNames(names: readonly string[]): ThreadGroup[] {
  const counts = new Map<string, number>();
  for (const name of names) {
    const group = name.replace(/\d+/g, '');
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}
