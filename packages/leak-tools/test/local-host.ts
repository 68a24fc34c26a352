import { spawn } from 'node:child_process';
import type { CommandResult, CommandStream, LeakHost } from '../src/leak-host.ts';

/** This machine, as the small interface this package asks for. */
export const localHost: LeakHost = {
  exec: (argv, options = {}) =>
    new Promise<CommandResult>((resolve, reject) => {
      const [program, ...args] = argv as [string, ...string[]];
      const timeout = (options.timeoutS ?? 30) * 1000;
      const child = spawn(program, args, {
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout,
        env: { ...process.env, ...options.env },
      });
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      child.on('error', reject);
      child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr, timedOut: child.killed }));
    }),
  stream: (argv): CommandStream => {
    const [program, ...args] = argv as [string, ...string[]];
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const done = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve({ code, signal }));
    });
    return {
      stdout: child.stdout,
      stderr: child.stderr,
      done,
      kill: (signal) => child.kill(signal ?? 'SIGTERM'),
    };
  },
};
