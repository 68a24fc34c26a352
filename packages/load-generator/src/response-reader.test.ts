import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResponseReader } from './response-reader.js';

/** Feeds pieces one after the other; false at the first that is not HTTP. */
function feed(reader: ResponseReader, pieces: readonly string[]): boolean {
  return pieces.every((piece) => {
    const bytes = Buffer.from(piece, 'latin1');
    return reader.read(bytes, bytes.length);
  });
}

function told(reader: ResponseReader): object {
  const { status, bodyBytes, complete, overrun, keepAlive, keepAliveS } = reader;
  return { status, bodyBytes, complete, overrun, keepAlive, keepAliveS };
}

function readAll(...pieces: string[]): ResponseReader {
  const reader = new ResponseReader();
  reader.begin();
  expect(feed(reader, pieces)).toBe(true);
  return reader;
}

const SIZED = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nKeep-Alive: timeout=7, max=100\r\n\r\nhello';
const CHUNKED =
  'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\nx-a: b\r\n\r\n';
const EMPTY = 'HTTP/1.1 204 No Content\r\n\r\n';
const PROVISIONAL = `HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${SIZED}`;
const UNTIL_CLOSE = 'HTTP/1.1 200 OK\r\n\r\nhello';

const WHOLE = { complete: true, overrun: false, keepAlive: true, keepAliveS: null };

describe('an answer', () => {
  it.each([
    ['of a given length', SIZED, { ...WHOLE, status: 200, bodyBytes: 5, keepAliveS: 7 }],
    ['in chunks, with a trailer', CHUNKED, { ...WHOLE, status: 201, bodyBytes: 11 }],
    ['without a body', EMPTY, { ...WHOLE, status: 204, bodyBytes: 0 }],
    ['after a provisional one', PROVISIONAL, { ...WHOLE, status: 200, bodyBytes: 5, keepAliveS: 7 }],
  ])('%s', (_name, text, expected) => {
    expect(told(readAll(text))).toEqual(expected);
  });

  it('whose length is not told ends with the connection', () => {
    const reader = readAll(UNTIL_CLOSE);
    expect(reader.complete).toBe(false);
    expect(reader.finish()).toBe(true);
    expect(told(reader)).toMatchObject({ status: 200, bodyBytes: 5, complete: true, keepAlive: false });
  });

  it('is not whole when the connection ends within it', () => {
    for (const text of [SIZED.slice(0, -1), CHUNKED.slice(0, -2), 'HTTP/1.1 200 OK\r\ncontent-le', ''])
      expect(readAll(text).finish()).toBe(false);
  });

  it('is not ended once more by the connection', () => {
    expect(readAll(SIZED).finish()).toBe(false);
  });

  it('of a server that closes is told apart from one that keeps', () => {
    expect(readAll('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n').keepAlive).toBe(
      false,
    );
    expect(readAll('HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n').keepAlive).toBe(false);
  });

  it('that nobody asked for shows', () => {
    expect(readAll(SIZED + EMPTY).overrun).toBe(true);
    expect(readAll(SIZED).overrun).toBe(false);
  });

  it('follows another on the same connection', () => {
    const reader = readAll(SIZED);
    reader.begin();
    expect(told(reader)).toMatchObject({ status: null, bodyBytes: 0, complete: false, keepAliveS: null });
    expect(feed(reader, [CHUNKED])).toBe(true);
    expect(told(reader)).toEqual({ ...WHOLE, status: 201, bodyBytes: 11 });
  });

  it('is the same however it is cut into pieces', () => {
    const texts = fc.constantFrom(SIZED, CHUNKED, EMPTY, PROVISIONAL);
    const cuts = fc.array(fc.nat(200), { maxLength: 12 });
    fc.assert(
      fc.property(texts, cuts, (text, at) => {
        const edges = [0, ...at.map((cut) => cut % text.length).sort((a, b) => a - b), text.length];
        const pieces = edges.slice(1).map((edge, i) => text.slice(edges[i], edge));
        expect(told(readAll(...pieces.filter((piece) => piece !== '')))).toEqual(told(readAll(text)));
      }),
    );
  });
});

describe('what is no answer', () => {
  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['a length that is none', 'HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n'],
    ['a chunk without a size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nhello\r\n'],
    ['a change of protocol', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'],
  ])('%s', (_name, text) => {
    const reader = new ResponseReader();
    reader.begin();
    expect(feed(reader, [text])).toBe(false);
    expect(reader.complete).toBe(false);
  });

  it('a head without end', () => {
    const reader = new ResponseReader();
    reader.begin();
    expect(feed(reader, ['HTTP/1.1 200 OK\r\n'])).toBe(true);
    const line = `x-a: ${'b'.repeat(1000)}\r\n`;
    const lines = Array.from({ length: 80 }, () => line);
    expect(feed(reader, lines)).toBe(false);
  });

  it('never throws, and never ends twice, whatever comes', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
        fc.constantFrom(
          SIZED,
          CHUNKED,
          'HTTP/1.1 ',
          '\r\n',
          'content-length: 99999999999999999999\r\n',
          '-1\r\n',
        ),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(pieces, (list) => {
        const reader = new ResponseReader();
        reader.begin();
        feed(reader, list);
        if (reader.complete) expect(reader.finish()).toBe(false);
        else reader.finish();
        expect(reader.bodyBytes).toBeGreaterThanOrEqual(0);
        reader.free();
      }),
    );
  });
});
