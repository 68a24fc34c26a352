import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { StreamHandle } from '@medkit-bench/targets';
import type { CommandRunner } from '../graph/count-entities.js';

/** Opens a command whose output is read while it runs, where the target lives. */
export type OpenStream = (argv: readonly string[]) => StreamHandle | Promise<StreamHandle>;

/** Where a program can be kept running beside the target. */
export type BesidePlace = CommandRunner & { stream?: OpenStream };

export interface BesideProgramOptions {
  /** The program as a command; it takes `--socket NAME` and `--send NAME`, and first says `started`. */
  program: readonly string[];
  args: readonly string[];
  place: BesidePlace;
  /** What it is, for messages: `the ROS client`. */
  what: string;
  /** Makes the error of a program that cannot be kept running. */
  fail: (message: string) => Error;
}

/** A program of ours that stays beside the target until it is closed. */
export interface BesideProgram {
  /** Sends one command; its answers, one object a line. Starts the program if it has not been yet. */
  ask(command: Record<string, unknown>, timeoutS: number): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

const START_TIMEOUT_S = 60;

/**
 * A long-lived program beside the target. A stream has no way in, so commands reach it through a
 * socket of its own, each passed on by a short second run of the same program.
 */
export function besideProgram(options: BesideProgramOptions): BesideProgram {
  const { program, args, place, what, fail } = options;
  const socket = `medkit-bench-${randomBytes(8).toString('hex')}`;
  let started: Promise<StreamHandle> | null = null;
  const start = (): Promise<StreamHandle> => {
    if (!place.stream) throw fail(`${what} cannot be kept running beside this target`);
    return waitStarted(place.stream([...program, ...args, '--socket', socket]), options);
  };
  return {
    ask: async (command, timeoutS) => {
      started ??= start();
      await started;
      const input = `${JSON.stringify(command)}\n`;
      const { code, stdout, stderr } = await place.exec([...program, '--send', socket], { input, timeoutS });
      if (code !== 0) throw new Error(`${what} cannot be reached: ${stderr.trim().slice(-300)}`);
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    close: async () => {
      const handle = await started?.catch(() => null);
      handle?.kill();
    },
  };
}

/** Waits for the program's first word. */
async function waitStarted(
  opening: StreamHandle | Promise<StreamHandle>,
  { what, fail }: BesideProgramOptions,
): Promise<StreamHandle> {
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
      throw fail(`${what} did not start: ${(text + errors).trim() || 'it said nothing'}`);
    }
    await delay(20);
  }
  return handle;
}
