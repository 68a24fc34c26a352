import { LeakToolsError, messageOf } from '../errors.js';
import type { CommandResult, LeakHost } from '../leak-host.js';

/** A profiler as it was found on the host. */
export interface LeakTool {
  name: 'heaptrack' | 'valgrind';
  /** `1.4.0`, `3.19.0`. */
  version: string;
  /** heaptrack 1.5 and newer know `--record-only`; older ones open their window when it is installed beside them. */
  recordOnly: boolean;
  /** Whether the version is one this package was checked against. */
  checked: boolean;
}

const ACCEPTED = {
  heaptrack: { oldest: [1, 2], checkedTo: [1, 5], package: 'heaptrack' },
  valgrind: { oldest: [3, 19], checkedTo: [3, 24], package: 'valgrind' },
} as const;

/**
 * Asks the host for its heaptrack or valgrind.
 *
 * @throws LeakToolsError `MEDKIT_LEAK_NO_TOOL` with the line that adds it, `MEDKIT_LEAK_TOOL_VERSION` when it is too old
 * or does not say its version.
 */
export async function findTool(host: LeakHost, name: LeakTool['name']): Promise<LeakTool> {
  const accepted = ACCEPTED[name];
  let said: CommandResult;
  try {
    said = await host.exec([name, '--version'], { timeoutS: 20 });
  } catch (error) {
    throw missing(name, messageOf(error), error);
  }
  if (said.code === 126 || said.code === 127) throw missing(name, said.stderr.trim() || said.stdout.trim());
  const match = /(\d+)\.(\d+)(?:\.\w+)*/.exec(said.stdout);
  if (said.code !== 0 || match === null) {
    throw new LeakToolsError(
      'MEDKIT_LEAK_TOOL_VERSION',
      `${name} --version said ${JSON.stringify((said.stdout + said.stderr).trim().slice(0, 200))} (exit code ${String(said.code)}). Install ${name} ${accepted.oldest.join('.')} or newer.`,
    );
  }
  const version: [number, number] = [Number(match[1]), Number(match[2])];
  if (compare(version, accepted.oldest) < 0) {
    throw new LeakToolsError(
      'MEDKIT_LEAK_TOOL_VERSION',
      `${name} ${match[0]} is too old: ${accepted.oldest.join('.')} or newer is needed, for its report format. Use an image or a host with a newer one.`,
    );
  }
  const recordOnly = name === 'heaptrack' && (await knowsRecordOnly(host));
  return { name, version: match[0], recordOnly, checked: compare(version, accepted.checkedTo) <= 0 };
}

async function knowsRecordOnly(host: LeakHost): Promise<boolean> {
  const help = await host.exec(['heaptrack', '--help'], { timeoutS: 20 });
  return help.stdout.includes('--record-only');
}

function compare(a: readonly [number, number], b: readonly [number, number]): number {
  return a[0] - b[0] || a[1] - b[1];
}

function missing(name: LeakTool['name'], said: string, cause?: unknown): LeakToolsError {
  return new LeakToolsError(
    'MEDKIT_LEAK_NO_TOOL',
    `there is no ${name} where the program runs${said === '' ? '' : ` (${said.slice(0, 200)})`}. Add it: "apt-get install -y --no-install-recommends ${ACCEPTED[name].package}" on the host, or "RUN apt-get update && apt-get install -y --no-install-recommends ${ACCEPTED[name].package}" in the image's Dockerfile.`,
    { cause },
  );
}
