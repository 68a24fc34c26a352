import path from 'node:path';
import { isBaselineError, withFileLock } from '@medkit-bench/baseline';
import { badInput } from '../errors.js';

/**
 * Does `work` while this process alone is at work in a run's folder: a second run there would end what the first
 * one started, since both carry the run's label. The lock ends with the process, however that ends.
 * @throws BenchError (exit 2) when another process is at work there
 */
export async function withRunLock<T>(runDir: string, work: () => Promise<T>): Promise<T> {
  const held = await tryWithRunLock(runDir, work);
  if (held.done) return held.result;
  throw badInput(
    `another medkit-bench is at work in ${runDir} (${held.reason})`,
    'wait for it to end, or choose another --run-dir',
  );
}

/** As {@link withRunLock}, but says so when another process is at work there, and does nothing. */
export async function tryWithRunLock<T>(
  runDir: string,
  work: () => Promise<T>,
): Promise<{ done: true; result: T } | { done: false; reason: string }> {
  try {
    return { done: true, result: await withFileLock(path.join(runDir, 'run.json'), 0, work) };
  } catch (error) {
    if (!isBaselineError(error) || error.code !== 'MEDKIT_STORE_LOCKED') throw error;
    return { done: false, reason: /process \d+/.exec(error.message)?.[0] ?? 'it does not say which' };
  }
}
