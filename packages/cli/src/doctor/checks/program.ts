import type { Check } from '../finding.js';
import { finding, ok } from '../finding.js';

const MIN_NODE = [20, 19] as const;

/** Node itself. */
export const nodeCheck: Check = (host) => {
  const [major = 0, minor = 0] = host.nodeVersion.replace(/^v/, '').split('.').map(Number);
  if (major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1]))
    return ok('node', `Node ${host.nodeVersion}`);
  return finding(
    'node',
    'broken',
    `Node ${host.nodeVersion}`,
    `${MIN_NODE.join('.')} or newer is needed`,
    'install Node 20.19 or newer',
  );
};

const LOW_BYTES = 1024 ** 3;
const NO_BYTES = 100 * 1024 ** 2;

/** Where results go: room and rights. */
export const resultsCheck: Check = (host) => {
  const { path, freeBytes, writable } = host.resultsFolder();
  if (!writable)
    return finding(
      'results',
      'broken',
      `${path} cannot be written`,
      'no run can be kept',
      'choose another folder with --results-dir',
    );
  if (freeBytes === null) return ok('results', `${path} can be written; its free space is unknown`);
  const free = `${(freeBytes / 1024 ** 3).toFixed(1)} GiB free in ${path}`;
  if (freeBytes < NO_BYTES)
    return finding(
      'results',
      'broken',
      free,
      'a run would fill the disk',
      'make room, or choose another folder with --results-dir',
    );
  if (freeBytes < LOW_BYTES)
    return finding(
      'results',
      'problem',
      free,
      'a long run, or a heaptrack trace, may fill the disk',
      'make room, or choose another folder with --results-dir',
    );
  return ok('results', free);
};

/** Open files: a server under load and its clients need some. Node has raised its own limit as far as it may. */
export const openFilesCheck: Check = (host) => {
  const line = /^Max open files\s+(\d+|unlimited)/m.exec(host.read('/proc/self/limits') ?? '');
  if (!line) return finding('open-files', 'note', 'the limit of open files is unknown', '');
  const limit = line[1] === 'unlimited' ? Infinity : Number(line[1]);
  if (limit >= 1024) return ok('open-files', `up to ${line[1]} open files`);
  return finding(
    'open-files',
    'problem',
    `only ${line[1]} open files`,
    'heavy load opens more connections than that',
    'sudo prlimit --pid $$ --nofile=4096 in the shell that starts it',
  );
};
