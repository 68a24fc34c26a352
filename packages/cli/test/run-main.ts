import { Writable } from 'node:stream';
import { main } from '../src/main.js';

/** A stream that keeps what is written to it. */
export class Captured extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Runs the command line in this process; gives its exit code and what it wrote. */
export async function runMain(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  signal = new AbortController().signal,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new Captured(), new Captured()];
  const code = await main(args, { stdout, stderr, env, signal });
  return { code, stdout: stdout.text, stderr: stderr.text };
}
