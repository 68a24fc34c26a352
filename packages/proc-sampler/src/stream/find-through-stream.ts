import { ProcError } from '../errors.js';
import { decodeName } from '../parse/stat.js';
import type { OpenStream } from './byte-stream.js';
import { FIND_SCRIPT } from './frame-script.js';

const COMM_BYTES = 15;

/**
 * Pids at the far end whose name is `name` (cut to the kernel's 15 bytes). Throws `MEDKIT_PROC_STREAM` when the far end
 * cannot be asked or does not answer within `timeoutS`.
 */
export async function findThroughStream(open: OpenStream, name: string, timeoutS = 30): Promise<number[]> {
  const comm = Buffer.from(name).subarray(0, COMM_BYTES).toString();
  const stream = await open(['sh', '-c', FIND_SCRIPT, 'proc-sampler', comm]);
  stream.stdin?.on('error', () => undefined);
  stream.stdin?.end();
  let out = '';
  let words = '';
  stream.stdout.on('data', (chunk) => {
    out += typeof chunk === 'string' ? chunk : chunk.toString('latin1');
  });
  stream.stderr?.on('data', (chunk) => {
    words = (words + chunk.toString()).slice(-2000);
  });
  const ended = new Promise<string | null>((resolve) => {
    stream.stdout.on('error', (error) => resolve(error.message));
    if (stream.done === undefined) stream.stdout.on('end', () => resolve(null));
    else
      stream.done.then(
        ({ code }) => resolve(code === 0 ? null : `code ${code}`),
        (error: Error) => resolve(error.message),
      );
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${timeoutS} s`), timeoutS * 1e3);
  });
  const failure = await Promise.race([ended, late]);
  clearTimeout(timer);
  if (failure !== null) {
    stream.kill();
    const said = words.trim() === '' ? '' : `; it said: ${words.trim().split('\n').slice(-3).join(' | ')}`;
    throw new ProcError('MEDKIT_PROC_STREAM', `processes at the far end cannot be listed: ${failure}${said}`);
  }
  return out
    .split('\n')
    .map((line) => /^(\d+) (.*)$/.exec(line))
    .filter((match) => match !== null && decodeName(match[2] as string) === comm)
    .map((match) => Number((match as RegExpExecArray)[1]));
}
