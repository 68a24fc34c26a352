import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import readline from 'node:readline';
import type { AskClient, Message } from './ros-client-sender.js';

export interface ClientProcess {
  ask: AskClient;
  close(): Promise<void>;
}

/** A client that is a child of ours and speaks over its standard streams. */
export function askProcess(argv: readonly string[]): ClientProcess {
  const [program = '', ...args] = argv;
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const state = { waiting: new Map<unknown, Waiting>(), ended: null as string | null, tail: '' };
  const fail = (why: string): void => {
    state.ended ??= why;
    for (const one of state.waiting.values()) one.reject(new Error(state.ended));
  };
  child.stderr.on('data', (chunk: Buffer) => (state.tail = (state.tail + chunk.toString()).slice(-400)));
  child.stdin.on('error', () => undefined);
  child.on('error', (error) => fail(`${program} could not be started: ${error.message}`));
  child.on('close', (code) => fail(`${program} ended with ${code}: ${state.tail.trim()}`));
  readline.createInterface({ input: child.stdout }).on('line', (line) => {
    const message = parse(line);
    if (message?.['event'] === 'fatal') fail(String(message['error']));
    else if (message) state.waiting.get(message['id'])?.take(message);
  });
  return {
    ask: (command, timeoutS) =>
      state.ended === null
        ? askOnce(child, state.waiting, command, timeoutS)
        : Promise.reject(new Error(state.ended)),
    close: async () => {
      child.stdin.end();
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      await once(child, 'close');
      clearTimeout(timer);
    },
  };
}

interface Waiting {
  take(message: Message): void;
  reject(error: Error): void;
}

function askOnce(
  child: ChildProcess,
  waiting: Map<unknown, Waiting>,
  command: Message,
  timeoutS: number,
): Promise<Message[]> {
  const { id } = command;
  return new Promise<Message[]>((resolve, reject) => {
    const got: Message[] = [];
    const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutS} s`)), timeoutS * 1000);
    const settle = (): void => {
      clearTimeout(timer);
      waiting.delete(id);
    };
    waiting.set(id, {
      take: (message) => {
        got.push(message);
        if (message['event'] === 'fault') return;
        settle();
        resolve(got);
      },
      reject: (error) => {
        settle();
        reject(error);
      },
    });
    child.stdin?.write(`${JSON.stringify(command)}\n`);
  });
}

function parse(line: string): Message | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Message) : null;
  } catch {
    return null;
  }
}
