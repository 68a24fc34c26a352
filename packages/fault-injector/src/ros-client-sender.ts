import { readFileSync } from 'node:fs';
import type { BurstRequest, FaultSender, Injection } from './injection.js';
import { reportRequest } from './ros2-sender.js';

/** One JSON object that goes over the line. */
export type Message = Record<string, unknown>;

/**
 * Gives a command to the client and collects what it answers up to `done` or `error`.
 * Rejects when the client is not there.
 */
export type AskClient = (command: Message, timeoutS: number) => Promise<Message[]>;

export interface RosClientSenderOptions {
  ask: AskClient;
  /** Ends the client after it was told to quit. */
  close?: () => Promise<void>;
  timeoutS?: number;
}

/** The client's program, for `python3 -c`: nothing has to be copied to where it runs. */
export function rosClientProgram(): string {
  return readFileSync(new URL('../assets/report_faults.py', import.meta.url), 'utf8');
}

/** Pings that find how the client's clock stands to ours; the quickest decides. */
const PINGS = 5;

/** Reports faults through one long-lived ROS client beside the target, so that a burst is a burst. */
export function rosClientSender(options: RosClientSenderOptions): FaultSender {
  const { ask, timeoutS = 30 } = options;
  let id = 0;
  let clock: ((monoS: number) => number) | null = null;
  const command = async (body: Message, waitS: number): Promise<Message[]> => {
    id += 1;
    const answers = await ask({ ...body, id }, waitS);
    const last = answers.at(-1);
    if (last?.['event'] === 'done') return answers;
    throw new Error(`the ROS client: ${String(last?.['error'] ?? 'broke off')}`);
  };
  const prepare = async (): Promise<void> => {
    const ready = await command({ cmd: 'wait', timeout_s: timeoutS }, timeoutS + 10);
    if (ready.at(-1)?.['ready'] !== true) {
      throw new Error(`no fault manager offered its service within ${timeoutS} s`);
    }
    clock = await clockOf((body) => command(body, 10));
  };
  return {
    prepare,
    burst: async (request) => {
      if (!clock) await prepare();
      return sendBurst(request, command, clock ?? ((monoS) => monoS * 1000), timeoutS);
    },
    clear: async (codes) => {
      const answers = await command({ cmd: 'clear', codes, timeout_s: timeoutS }, timeoutS + 10);
      return answers.flatMap(({ event, code, error }) =>
        event === 'fault' && error !== null ? [{ code: String(code), error: String(error) }] : [],
      );
    },
    close: async () => {
      await command({ cmd: 'quit' }, 10).catch(() => undefined);
      await options.close?.();
    },
  };
}

async function sendBurst(
  { faults, paceS, signal }: BurstRequest,
  command: (body: Message, waitS: number) => Promise<Message[]>,
  clock: (monoS: number) => number,
  timeoutS: number,
): Promise<Injection[]> {
  const body = { cmd: 'report', faults: faults.map(reportRequest), pace_s: paceS, timeout_s: timeoutS };
  const calledMs = performance.now();
  let answers: Message[] = [];
  let failure = 'the ROS client did not answer for it';
  try {
    answers = await command(body, faults.length * paceS + timeoutS + 10);
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
  signal.throwIfAborted();
  const byCode = new Map(answers.map((answer) => [answer['code'], answer]));
  return faults.map(({ code }): Injection => {
    const answer = byCode.get(code);
    if (!answer) return { code, startMs: calledMs, endMs: null, error: failure };
    const endS = answer['end_mono_s'];
    return {
      code,
      startMs: clock(Number(answer['start_mono_s'])),
      endMs: typeof endS === 'number' ? clock(endS) : null,
      error: answer['error'] === null ? null : String(answer['error']),
    };
  });
}

/** From the client's monotonic seconds to our `performance.now()` milliseconds. */
async function clockOf(command: (body: Message) => Promise<Message[]>): Promise<(monoS: number) => number> {
  let best: { tripMs: number; offsetMs: number } | null = null;
  for (let i = 0; i < PINGS; i += 1) {
    const sentMs = performance.now();
    const last = (await command({ cmd: 'clock' })).at(-1);
    const gotMs = performance.now();
    const monoS = Number(last?.['mono_s']);
    if (last?.['boot_id'] === ownBootId()) return sameKernelClock();
    const tripMs = gotMs - sentMs;
    if (!best || tripMs < best.tripMs) best = { tripMs, offsetMs: (sentMs + gotMs) / 2 - monoS * 1000 };
  }
  const offsetMs = best?.offsetMs ?? 0;
  return (monoS) => monoS * 1000 + offsetMs;
}

// Node's high-resolution time and Python's monotonic time are one clock of one kernel.
function sameKernelClock(): (monoS: number) => number {
  const offsetMs = performance.now() - Number(process.hrtime.bigint()) / 1e6;
  return (monoS) => monoS * 1000 + offsetMs;
}

function ownBootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'ascii').trim();
  } catch {
    return null;
  }
}
