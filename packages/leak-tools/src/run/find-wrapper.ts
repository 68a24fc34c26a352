import { LeakToolsError } from '../errors.js';
import { systemClock, type LeakClock, type LeakHost } from '../leak-host.js';
import { listProcesses, pidsWithArgument, type ProcessEntry } from './processes.js';
import type { WrappedCommand } from './wrap-command.js';

const OWN_NAME = { heaptrack: /^heaptrack$/, valgrind: /^(valgrind|memcheck)/ } as const;

/**
 * The pid of a started wrapper as the host itself counts, found by the path it writes to: in a container or over SSH
 * the pid that the starter was told may be another one (a supervisor, or of another pid namespace).
 *
 * @throws LeakToolsError `MEDKIT_LEAK_NO_SUBJECT` when it does not appear in time.
 */
export async function findWrapperPid(
  host: LeakHost,
  wrapped: WrappedCommand,
  options: { timeoutS?: number; clock?: LeakClock } = {},
): Promise<number> {
  const clock = options.clock ?? systemClock;
  const timeoutS = options.timeoutS ?? 20;
  const output = (wrapped.outputs[0] ?? '').replace(/\.zst$/, '');
  const deadline = clock.nowS() + timeoutS;
  for (;;) {
    const matching = new Set(await pidsWithArgument(host, output));
    const found = (await listProcesses(host)).filter((one) => isWrapper(one, matching, wrapped.tool));
    // The script forks for its pipes; the outermost is the one that was started.
    const outermost = found.find((one) => !found.some((other) => other.pid === one.parentPid));
    if (outermost !== undefined) return outermost.pid;
    if (clock.nowS() >= deadline) {
      throw new LeakToolsError(
        'MEDKIT_LEAK_NO_SUBJECT',
        `no ${wrapped.tool} that writes to ${output} runs within ${timeoutS} s of its start. Read what it printed.`,
      );
    }
    await clock.sleepS(0.1);
  }
}

function isWrapper(one: ProcessEntry, matching: ReadonlySet<number>, tool: WrappedCommand['tool']): boolean {
  return matching.has(one.pid) && one.state !== 'Z' && OWN_NAME[tool].test(one.comm);
}
