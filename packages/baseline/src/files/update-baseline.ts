import { BaselineError, isBaselineError } from '../errors.js';
import { hostDifferences } from '../host/host-fingerprint.js';
import type { MeasuredRun } from '../model/measured-lane.js';
import { type BaselineFile, baselineFromRun } from './baseline-file.js';
import { withFileLock } from './file-lock.js';
import { readBaseline } from './read-baseline.js';
import { writeAtomically } from './write-atomically.js';

/** How to take a baseline. */
export interface UpdateOptions {
  /** The time to write; now when left out. */
  readonly now?: Date;
  /** How long to wait for another writer; 10 s when left out. */
  readonly lockTimeoutS?: number;
  /** `load` takes figures of a busy host all the same, `host` replaces another host's file. */
  readonly allow?: readonly ('load' | 'host')[];
}

/**
 * Writes a run's figures into a baseline file; lanes that the run lacks stay as they are. Concurrent writers wait
 * for each other, and a kill at any moment leaves the old file or the new one.
 * @throws BaselineError MEDKIT_BASELINE_REFUSED, MEDKIT_STORE_LOCKED, MEDKIT_STORE_IO, or as `readBaseline`
 */
export async function updateBaseline(
  path: string,
  run: MeasuredRun,
  options: UpdateOptions = {},
): Promise<BaselineFile> {
  const { now = new Date(), lockTimeoutS = 10, allow = [] } = options;
  refuseUnusable(run, allow);
  return withStoreErrors(path, () =>
    withFileLock(path, lockTimeoutS, async () => {
      const previous = await previousOf(path, run, allow);
      const next = baselineFromRun(run, now, previous);
      await writeAtomically(path, `${JSON.stringify(next, null, 2)}\n`);
      return next;
    }),
  );
}

/** Turns a failed write (no space, no right) into one clear error. */
export async function withStoreErrors<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isBaselineError(cause) || typeof (cause as NodeJS.ErrnoException).code !== 'string') throw cause;
    throw new BaselineError('MEDKIT_STORE_IO', `cannot write ${path}: ${(cause as Error).message}`, {
      next: 'check the rights and the free space of that folder',
      cause,
    });
  }
}

function refuseUnusable(run: MeasuredRun, allow: readonly string[]): void {
  for (const [name, lane] of Object.entries(run.lanes)) {
    if (lane.high_load === true && !allow.includes('load')) {
      throw new BaselineError(
        'MEDKIT_BASELINE_REFUSED',
        `${name}.high_load is true in ${run.path}: every later run would be compared with a busy host`,
        { next: 'run it again on a quiet host, or take it all the same with --allow-different load' },
      );
    }
    if (Object.keys(lane.metrics).length === 0) {
      throw new BaselineError('MEDKIT_BASELINE_REFUSED', `lane ${name} of ${run.path} measured nothing`, {
        next: 'run that lane again',
      });
    }
  }
}

async function previousOf(
  path: string,
  run: MeasuredRun,
  allow: readonly string[],
): Promise<BaselineFile | null> {
  let previous: BaselineFile;
  try {
    previous = (await readBaseline(path)).baseline;
  } catch (error) {
    if (isBaselineError(error) && error.code === 'MEDKIT_BASELINE_MISSING') return null;
    throw error;
  }
  const other = hostDifferences(previous.host, run.host)[0];
  if (other === undefined) return previous;
  if (allow.includes('host')) return null;
  throw new BaselineError(
    'MEDKIT_BASELINE_REFUSED',
    `${path} belongs to another host: host.${other.key} is ${other.baseline} there and ${other.run} in ${run.path}`,
    { next: 'name another file, or replace this one with --allow-different host' },
  );
}
