import { findThroughStream } from '../stream/find-through-stream.js';
import { watchThroughStream } from '../watch-through-stream.js';
import { onlyOne, type OpenTarget } from './open-target.js';
import type { CommandLine, SshAddress } from './parse-command-line.js';
import { shellQuote } from './shell-quote.js';
import { spawnStream } from './spawn-stream.js';

/** A process of another machine through the system's `ssh`: its keys, agent, configuration and host checks apply. */
export async function openSsh(line: CommandLine & { ssh: SshAddress }): Promise<OpenTarget> {
  const { destination, port } = line.ssh;
  const settings = [
    '-T',
    ...(port === null ? [] : ['-p', String(port)]),
    ...(line.sshConfig === null ? [] : ['-F', line.sshConfig]),
    // A dead connection shows within 15 s instead of the kernel's quarter of an hour.
    ...['-o', 'ServerAliveInterval=5', '-o', 'ServerAliveCountMax=3'],
  ];
  const open = (argv: string[]): ReturnType<typeof spawnStream> =>
    spawnStream('ssh', [...settings, '--', destination, argv.map(shellQuote).join(' ')]);
  const pid =
    line.pid ?? onlyOne(await findThroughStream(open, line.name ?? ''), line.name ?? '', destination);
  return {
    pid,
    label: `${destination} ${line.name ?? `pid ${pid}`}`,
    watch: (options) => watchThroughStream({ ...options, open, pid, stdin: true, tree: line.tree }),
  };
}
