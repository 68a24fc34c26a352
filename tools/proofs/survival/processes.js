// Looks at processes through /proc.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { labelled } from '../interrupt-kit.js';

function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(') ') + 2).split(' ');
  } catch {
    return null;
  }
}

/** Start time in ticks: with the pid it names a process for good. */
export function startOf(pid) {
  return statOf(pid)?.[19] ?? null;
}

/** Whether that very process still runs. */
export function isSame(pid, start) {
  const stat = statOf(pid);
  return stat !== null && start !== null && stat[19] === start && stat[0] !== 'Z';
}

/** Pids of everything below a process. */
export function descendants(root) {
  const children = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = statOf(name)?.[1];
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), name]);
  }
  const found = [];
  const queue = [String(root)];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const child of children.get(at) ?? []) {
      found.push(child);
      queue.push(child);
    }
  }
  return found;
}

export function commOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}

/** The pid of the run's target, once it is there; null when the run ended before. */
export async function targetOf(world, comm) {
  while (!world.ended()) {
    const label = world.label();
    const pid = label === null ? undefined : labelled(label).find((one) => commOf(one) === comm);
    if (pid !== undefined) return Number(pid);
    await delay(30);
  }
  return null;
}

/** Peak memory of a process so far, KiB. */
export function peakKib(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
