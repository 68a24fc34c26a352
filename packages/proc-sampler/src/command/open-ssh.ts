import { ProcError } from '../errors.js';
import type { CommandLine } from './parse-command-line.js';
import type { OpenTarget } from './open-target.js';
export async function openSsh(_line: CommandLine & { ssh: object }): Promise<OpenTarget> {
  throw new ProcError('MEDKIT_PROC_OPTION', 'not yet');
}
