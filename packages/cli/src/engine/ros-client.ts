import type { AskClient } from '@medkit-bench/fault-injector';
import { rosClientProgram } from '@medkit-bench/fault-injector';
import { notMeasured } from '../errors.js';
import type { BesidePlace } from '../place/beside-program.js';
import { besideProgram } from '../place/beside-program.js';

export interface RosClientOptions {
  python: readonly string[];
  service: string;
  place: BesidePlace;
}

/** The long-lived ROS client that reports faults, kept beside the target. */
export function startRosClient(options: RosClientOptions): { ask: AskClient; close: () => Promise<void> } {
  const { python, service, place } = options;
  return besideProgram({
    program: [...python, '-c', rosClientProgram()],
    args: ['--service', service],
    place,
    what: 'the ROS client',
    fail: (message) => notMeasured('MEDKIT_FAULTS', message),
  });
}
