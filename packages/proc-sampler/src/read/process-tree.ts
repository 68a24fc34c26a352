import { readdirSync, readFileSync } from 'node:fs';
import { parseStat } from '../parse/stat.js';

/**
 * `pid` and its descendants, parents before children. A process that is gone has an empty tree. Children are taken
 * from `task/TID/children` (proc_tid_children(5)) where the kernel offers it, else from every process's parent id.
 */
export function processTree(pid: number, procRoot = '/proc'): number[] {
  const tree: number[] = [];
  const seen = new Set<number>();
  let parents: Map<number, number[]> | null = null;
  const queue = [pid];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    let threads: string[];
    try {
      threads = readdirSync(`${procRoot}/${next}/task`);
    } catch {
      continue;
    }
    tree.push(next);
    for (const thread of threads) {
      const listed = listedChildren(`${procRoot}/${next}/task/${thread}/children`);
      if (listed === 'unsupported') {
        parents ??= childrenByParent(procRoot);
        queue.push(...(parents.get(next) ?? []));
        break;
      }
      queue.push(...listed);
    }
  }
  return tree;
}

function listedChildren(path: string): number[] | 'unsupported' {
  try {
    return readFileSync(path, 'latin1')
      .split(' ')
      .filter((word) => /^\d+$/.test(word))
      .map(Number);
  } catch (error) {
    // A thread that has just ended has no children; a kernel without the file has it for no thread.
    return (error as { code?: string }).code === 'ESRCH' ? [] : 'unsupported';
  }
}

function childrenByParent(procRoot: string): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const name of readdirSync(procRoot)) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const { ppid } = parseStat(readFileSync(`${procRoot}/${name}/stat`, 'latin1'));
      const siblings = children.get(ppid);
      if (siblings === undefined) children.set(ppid, [Number(name)]);
      else siblings.push(Number(name));
    } catch {
      // Ended while the list was read.
    }
  }
  return children;
}
