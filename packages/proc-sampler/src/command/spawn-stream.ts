import { spawn } from 'node:child_process';
import type { ByteStream } from '../stream/byte-stream.js';

/** Runs a program of this machine as a byte stream; its standard input is a pipe. */
export function spawnStream(program: string, args: readonly string[]): ByteStream {
  const child = spawn(program, [...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const done = new Promise<{ code: number | null }>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ENOENT' ? new Error(`${program} is not installed or not on PATH`) : error);
    });
    // After the last byte of both outputs, so that its last words are known.
    child.once('close', (code) => resolve({ code }));
  });
  done.catch(() => undefined);
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    done,
    kill: () => void child.kill(),
  };
}
