import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { badInput } from '../errors.js';
import type { Profile } from '../profile/schema.js';
import { requireWrappable } from './wrap-target.js';

/**
 * Refuses a lane whose profiler is not there, before hours are spent on the rest of it. Only this machine can be
 * asked without starting something; elsewhere the first cell finds out.
 * @throws BenchError (exit 2) with the line that adds the tool
 */
export function requireTool(profile: Profile, tool: 'heaptrack' | 'valgrind'): void {
  requireWrappable(profile, tool);
  if (profile.start.kind !== 'local' || isOnPath(tool)) return;
  throw badInput(`there is no ${tool} on this machine`, `apt-get install -y --no-install-recommends ${tool}`);
}

function isOnPath(program: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
