import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { badInput } from '../errors.js';

/**
 * Refuses a file of somebody else's folder that is not in it, or that is no file: a link may stand in any place of a
 * path, and a pipe would keep its reader for ever. One that is not there is for the reader to tell of.
 * @throws BenchError (exit 2)
 */
export function requireInside(dir: string, file: string): void {
  let real: string;
  try {
    real = realpathSync(file);
  } catch {
    return;
  }
  if (!real.startsWith(realpathSync(dir) + path.sep))
    throw badInput(`${file} leads out of ${dir}`, 'do not trust this run');
  if (!statSync(real).isFile()) throw badInput(`${file} is no file`, 'do not trust this run');
}
