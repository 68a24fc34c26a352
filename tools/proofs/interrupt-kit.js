// What the proofs that interrupt runs share.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'];

/** Numbers from 0 to 1, the same for the same seed. */
export function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Exit codes that a run may end with after a signal: it may just have been done. */
export function expectedCodes(signal) {
  return signal === 'SIGKILL' ? [null, 0] : [0, 130];
}

/** The label of a run; null when it was interrupted before it had one. */
export function labelOf(runDir) {
  const file = path.join(runDir, 'run.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).label : null;
}

/** Pids whose environment carries the label of a run. */
export function labelled(label) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(label);
      } catch {
        return false;
      }
    });
}

/** Hashes of the cells that are finished on disk, by id. */
export function finishedCells(cells) {
  const hashes = new Map();
  if (!existsSync(cells)) return hashes;
  for (const id of readdirSync(cells)) {
    const files = ['cell.json', 'samples.ndjson'].map((name) => path.join(cells, id, name));
    if (!files.every(existsSync)) continue;
    hashes.set(
      id,
      createHash('sha256').update(readFileSync(files[0])).update(readFileSync(files[1])).digest('hex'),
    );
  }
  return hashes;
}
