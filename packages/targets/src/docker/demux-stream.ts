import { PassThrough } from 'node:stream';
import type { Readable } from 'node:stream';
import { TargetError } from '../errors.js';

const HEADER_BYTES = 8;
const STDERR = 2;

/**
 * Splits the engine's multiplexed stream: frames of one byte stream number (0 to 2), three zero bytes,
 * a 32-bit big-endian length and the payload (Docker Engine API, "Attach to a container, stream format").
 * A reader that does not keep up slows the source down instead of filling our memory.
 */
export function demuxStream(source: Readable): { stdout: Readable; stderr: Readable } {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  // A failure is for whoever reads that output; nobody reading it must not become an uncaught error.
  for (const out of [stdout, stderr]) out.on('error', () => undefined);
  const fail = (error: Error): void => {
    stdout.destroy(error);
    stderr.destroy(error);
  };
  const pump = async (): Promise<void> => {
    const split = new FrameSplitter();
    for await (const chunk of source as AsyncIterable<Buffer>) {
      for (const { stream, payload } of split.push(chunk)) {
        const out = stream === STDERR ? stderr : stdout;
        if (!out.destroyed && !out.write(payload)) await drained(out);
      }
    }
    stdout.end();
    stderr.end();
  };
  pump().catch(fail);
  return { stdout, stderr };
}

function drained(out: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      out.off('drain', go);
      out.off('close', go);
      resolve();
    };
    out.on('drain', go);
    out.on('close', go);
  });
}

/** A piece of one stream's bytes. */
export interface Piece {
  stream: number;
  payload: Buffer;
}

/** Cuts chunks of any size into pieces of their streams; payloads are passed on as they come. */
export class FrameSplitter {
  #header: Buffer = Buffer.alloc(0);
  #stream = 0;
  #left = 0;

  /** @throws TargetError `MEDKIT_DOCKER_API` when the bytes are no such stream. */
  push(chunk: Buffer): Piece[] {
    const pieces: Piece[] = [];
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#left === 0) rest = this.#readHeader(rest);
      else {
        const payload = rest.subarray(0, this.#left);
        this.#left -= payload.length;
        rest = rest.subarray(payload.length);
        pieces.push({ stream: this.#stream, payload });
      }
    }
    return pieces;
  }

  #readHeader(bytes: Buffer): Buffer {
    const needed = HEADER_BYTES - this.#header.length;
    this.#header = Buffer.concat([this.#header, bytes.subarray(0, needed)]);
    if (this.#header.length === HEADER_BYTES) {
      this.#stream = this.#header.readUInt8(0);
      if (this.#stream > STDERR || this.#header.readUIntBE(1, 3) !== 0) {
        throw new TargetError('MEDKIT_DOCKER_API', 'the engine sent a stream that is not multiplexed output');
      }
      this.#left = this.#header.readUInt32BE(4);
      this.#header = Buffer.alloc(0);
    }
    return bytes.subarray(needed);
  }
}
