import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Decompress } from 'fzstd';
import { LeakToolsError, messageOf } from '../errors.js';
import type { LeakHost } from '../leak-host.js';

/**
 * The bytes of a trace file on the host, decompressed here (zstd or gzip, told by the first bytes) while they arrive;
 * only the compressed form crosses the way to the host, and never the whole file is in memory.
 *
 * @throws LeakToolsError `MEDKIT_LEAK_READ` when the file cannot be read, `MEDKIT_LEAK_TRUNCATED` when the compressed
 * data stops in the middle.
 */
export async function* openTrace(host: LeakHost, path: string): AsyncGenerator<Uint8Array> {
  const handle = await host.stream(['cat', path]);
  // Observed at once: a command that cannot start must not become an unhandled rejection while chunks are read.
  const ended = handle.done.then(
    (end) => end,
    (error: unknown) => ({ code: null, signal: messageOf(error) }),
  );
  let complaint = '';
  handle.stderr.on('data', (text: Buffer | string) => (complaint = (complaint + text).slice(-500)));
  let whole = false;
  try {
    yield* decompressed(handle.stdout, path);
    const { code, signal } = await ended;
    whole = true;
    if (code !== 0) {
      throw new LeakToolsError(
        'MEDKIT_LEAK_READ',
        `cannot read ${path}: ${complaint.trim() || `cat ended with ${signal ?? String(code)}`}. Check where heaptrack wrote it.`,
      );
    }
  } finally {
    if (!whole) handle.kill('SIGKILL');
  }
}

/** Decompresses zstd or gzip data; other data passes as it is. */
export async function* decompressed(
  source: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array> {
  const input = source[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < 4) {
    const next = await input.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const all = chain(head, input);
  try {
    if (head.length >= 4 && head.readUInt32LE(0) === 0xfd2fb528) yield* unzstd(all);
    else if (head[0] === 0x1f && head[1] === 0x8b)
      yield* pipeline(Readable.from(all), createGunzip(), () => undefined); // the error is seen where it is read
    else yield* all;
  } catch (error) {
    if (error instanceof LeakToolsError) throw error;
    throw new LeakToolsError(
      'MEDKIT_LEAK_TRUNCATED',
      `${name} is damaged or was cut off: ${messageOf(error)}. Wait until heaptrack has ended before it is read.`,
      { cause: error },
    );
  }
}

async function* chain(head: Uint8Array, input: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let next = await input.next(); next.done !== true; next = await input.next()) yield next.value;
}

async function* unzstd(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let out: Uint8Array[] = [];
  const stream = new Decompress((chunk) => out.push(chunk));
  for await (const chunk of source) {
    stream.push(chunk);
    yield* out;
    out = [];
  }
  stream.push(new Uint8Array(0), true);
  yield* out;
}
