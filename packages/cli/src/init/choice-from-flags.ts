import { parseCount } from '../config/parse-values.js';
import { badInput } from '../errors.js';
import type { Choice, InitFlags } from './choice.js';

/** The choice that flags make; null when they make none. @throws BenchError (exit 2) when they make half of one */
export function choiceFromFlags(flags: InitFlags): Choice | null {
  const pid = flags.pid === undefined ? null : parseCount(flags.pid, '--pid', 1, 2 ** 22);
  const name = flags.process ?? null;
  if (flags.ssh !== undefined) {
    if (pid === null && name === null)
      throw badInput('--ssh: which process there?', 'add --process NAME or --pid N');
    return { kind: 'ssh', address: flags.ssh, pid, name };
  }
  if (flags.compose !== undefined) {
    if (flags.service === undefined) throw badInput('--compose: which service?', 'add --service NAME');
    return { kind: 'compose', file: flags.compose, service: flags.service };
  }
  if (flags.container !== undefined) return { kind: 'container', container: flags.container };
  if (pid !== null || name !== null) return { kind: 'process', pid, name };
  if (flags.ros2Medkit) return { kind: 'shipped', profile: 'ros2-medkit' };
  if (flags.demo) return { kind: 'shipped', profile: 'reference' };
  return null;
}
