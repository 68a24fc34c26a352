import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const CHUNK_BYTES = 1 << 20;

/** The lines of a file (or of one that is open, from its beginning), one at a time: a day at ten samples a second is longer than the longest string there can be. */
export function* linesOf(file: string | number): Generator<string> {
  const handle = typeof file === 'number' ? file : openSync(file, 'r');
  try {
    const decoder = new StringDecoder('utf8');
    const buffer = Buffer.alloc(CHUNK_BYTES);
    let rest = '';
    for (let read = 1, position = 0; read > 0; position += read) {
      read = readSync(handle, buffer, 0, CHUNK_BYTES, position);
      const lines = (rest + decoder.write(buffer.subarray(0, read))).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
    if (rest !== '') yield rest;
  } finally {
    if (typeof file !== 'number') closeSync(handle);
  }
}

/** Joins lines into pieces of about a megabyte, for a file that is too long for one string. */
export function* inPieces(lines: Iterable<string>): Generator<string> {
  let piece: string[] = [];
  let length = 0;
  for (const line of lines) {
    piece.push(line, '\n');
    length += line.length + 1;
    if (length < CHUNK_BYTES) continue;
    yield piece.join('');
    piece = [];
    length = 0;
  }
  if (length > 0) yield piece.join('');
}
