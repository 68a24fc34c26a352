import { TargetError } from '../errors.js';
import type { HostDescription } from '../host/host-description.js';
import type { HostFile, HostTexts } from '../host/host-files.js';
import { HOST_FILES } from '../host/host-files.js';
import { parseHost } from '../host/parse-host.js';
import { census } from '../process/describe-process.js';
import { allocatorOf, librariesInMaps } from '../process/parse-maps.js';
import type { ProcessDescription } from '../process/process-description.js';
import type { RemoteExec } from './read-remote-files.js';
import { readRemoteFiles } from './read-remote-files.js';

/** Describes a machine that has a POSIX shell. */
export async function describeRemoteHost(exec: RemoteExec, timeoutS?: number): Promise<HostDescription> {
  const files = await readRemoteFiles(exec, HOST_FILES, timeoutS);
  const machine = await exec(['uname', '-m'], timeoutS === undefined ? {} : { timeoutS });
  const texts: HostTexts = {};
  for (const [file, text] of files) texts[file as HostFile] = text;
  return parseHost(texts, machine.code === 0 ? machine.stdout.trim() || null : null);
}

// $1 is the pid; names are read one file at a time because threads come and go.
const DETAILS_SCRIPT = `
cd "/proc/$1" || exit 3
readlink exe 2>/dev/null || echo
for t in task/*/comm; do cat "$t" 2>/dev/null; done
`;

/**
 * Describes a process of a place that has a POSIX shell.
 * @throws TargetError `MEDKIT_PROCESS_GONE` when there is no such process there.
 */
export async function describeRemoteProcess(exec: RemoteExec, pid: number): Promise<ProcessDescription> {
  const dir = `/proc/${pid}`;
  const details = await exec(['sh', '-c', DETAILS_SCRIPT, 'sh', String(pid)]);
  const files = await readRemoteFiles(exec, [`${dir}/comm`, `${dir}/cmdline`, `${dir}/maps`]);
  const comm = files.get(`${dir}/comm`);
  if (comm === undefined) throw new TargetError('MEDKIT_PROCESS_GONE', `there is no process ${pid} there`);
  const [exe, ...threads] = details.stdout.replace(/\n$/, '').split('\n');
  const cmdline = files.get(`${dir}/cmdline`);
  const maps = files.get(`${dir}/maps`);
  const libraries = maps === undefined || maps === '' ? null : librariesInMaps(maps);
  return {
    pid,
    comm: comm.replace(/\n$/, ''),
    exe: exe || null,
    cmdline: cmdline === undefined || cmdline === '' ? null : cmdline.replace(/\0$/, '').split('\0'),
    allocator: libraries === null ? null : allocatorOf(libraries),
    libraries,
    threads: details.code === 0 && threads.length > 0 ? census(threads) : null,
  };
}
