import { checkArgv, timeoutMs } from '../support/limits.js';
import type { StreamHandle, StreamOptions } from '../target.js';
import { signalQuietly } from './end-processes.js';
import { noProgram, spawnGroup } from './run-child.js';

/** Runs a program of this host whose output is read while it runs. */
export function streamChild(argv: readonly string[], options: StreamOptions = {}): StreamHandle {
  checkArgv(argv);
  const child = spawnGroup(argv, options, 'ignore');
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw noProgram(argv[0], new Error('no pipes'));
  const kill = (signal: NodeJS.Signals = 'SIGTERM'): void => {
    if (child.pid !== undefined) signalQuietly(-child.pid, signal);
  };
  const timer =
    options.timeoutS === undefined
      ? undefined
      : setTimeout(() => kill('SIGKILL'), timeoutMs(options.timeoutS));
  const done = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    child.once('error', (error) => reject(noProgram(argv[0], error)));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  }).finally(() => clearTimeout(timer));
  // Whoever only reads the output learns of the end there; a rejection nobody awaits must not end us.
  done.catch(() => undefined);
  return { stdout, stderr, done, kill };
}
