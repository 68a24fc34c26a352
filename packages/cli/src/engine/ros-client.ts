import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { AskClient, Message } from '@medkit-bench/fault-injector';
import { rosClientProgram } from '@medkit-bench/fault-injector';
import type { StreamHandle } from '@medkit-bench/targets';
import { notMeasured } from '../errors.js';
import type { CommandRunner } from '../graph/count-entities.js';

/** Opens a command whose output is read while it runs, where the target lives. */
export type OpenStream = (argv: readonly string[]) => StreamHandle | Promise<StreamHandle>;

export interface RosClientOptions {
  python: readonly string[];
  service: string;
  place: CommandRunner & { stream?: OpenStream };
}

const START_TIMEOUT_S = 60;

/**
 * A long-lived client beside the target. A stream has no way in, so commands reach it through a
 * socket of its own, each passed on by a short second run of the same program.
 */
export function startRosClient(options: RosClientOptions): { ask: AskClient; close: () => Promise<void> } {
  const { python, service, place } = options;
  const socket = `medkit-bench-${randomBytes(8).toString('hex')}`;
  const program = [...python, '-c', rosClientProgram()];
  let started: Promise<StreamHandle> | null = null;
  const start = (): Promise<StreamHandle> => {
    if (!place.stream) throw notMeasured('MEDKIT_FAULTS', 'no client can be kept running beside this target');
    return waitStarted(place.stream([...program, '--service', service, '--socket', socket]));
  };
  return {
    ask: async (command, timeoutS) => {
      started ??= start();
      await started;
      const input = `${JSON.stringify(command)}\n`;
      const { code, stdout, stderr } = await place.exec([...program, '--send', socket], { input, timeoutS });
      if (code !== 0) throw new Error(`the ROS client cannot be reached: ${stderr.trim().slice(-300)}`);
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Message);
    },
    close: async () => {
      const handle = await started?.catch(() => null);
      handle?.kill();
    },
  };
}

/** Waits for the client's first word. */
async function waitStarted(opening: StreamHandle | Promise<StreamHandle>): Promise<StreamHandle> {
  const handle = await opening;
  let text = '';
  let errors = '';
  let ended = false;
  handle.stdout.on('data', (chunk: Buffer) => (text = (text + chunk.toString()).slice(-4000)));
  handle.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-400)));
  handle.done.then(
    () => (ended = true),
    () => (ended = true),
  );
  const deadlineMs = performance.now() + START_TIMEOUT_S * 1000;
  while (!text.includes('"started"')) {
    if (ended || performance.now() > deadlineMs) {
      handle.kill();
      throw notMeasured(
        'MEDKIT_FAULTS',
        `the ROS client did not start: ${(text + errors).trim() || 'it said nothing'}`,
      );
    }
    await delay(20);
  }
  return handle;
}
