import { accessSync, constants, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Processors the load generator keeps to, as `taskset` takes them, or null to leave it where the kernel puts it.
 *
 * It is only bound where the target is: to the processors that we may use and the target may not. Beside a
 * target that may run anywhere, binding would free no processor; it could only starve the one or the other.
 *
 * @param targetPid process of the target on this host, null where this host sees none
 */
export function spareCpus(targetPid: number | null): string | null {
  if (targetPid === null || !hasTaskset()) return null;
  const target = allowedCpus(String(targetPid));
  const own = allowedCpus('self');
  return target === null || own === null ? null : cpusLeft(own, target);
}

/** What of a list such as `0-3,6` is not in another, one by one; null when that is nothing. */
export function cpusLeft(own: string, target: string): string | null {
  const taken = new Set(cpusIn(target));
  const left = cpusIn(own).filter((cpu) => !taken.has(cpu));
  return left.length === 0 ? null : left.join(',');
}

function cpusIn(list: string): number[] {
  return list.split(',').flatMap((part) => {
    const [first = NaN, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

function allowedCpus(process: string): string | null {
  try {
    return /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync(`/proc/${process}/status`, 'utf8'))?.[1] ?? null;
  } catch {
    return null;
  }
}

// Without it the generator would refuse --cpus, and a nicety must not cost the measurement.
function hasTaskset(): boolean {
  return (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, 'taskset'), constants.X_OK);
      return folder !== '';
    } catch {
      return false;
    }
  });
}
