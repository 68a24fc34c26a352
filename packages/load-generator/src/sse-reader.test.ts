import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_EVENT_BYTES, SseReader } from './sse-reader.js';

const STREAM =
  'retry: 250\n\nid: 1\nevent: fault_confirmed\ndata: {"a":"ä"}\n\n:keepalive\n\ndata: one\ndata: two\n\n';

function read(chunks: readonly Buffer[]): { seen: unknown[]; fits: boolean } {
  const seen: unknown[] = [];
  const reader = new SseReader({
    onEvent: (event) => seen.push([event.id, event.event, event.data]),
    onComment: () => seen.push('comment'),
    onRetry: (ms) => seen.push(ms),
  });
  let fits = true;
  for (const chunk of chunks) fits = reader.feed(chunk) && fits;
  return { seen, fits };
}

describe('SseReader', () => {
  it('finds the same events wherever the bytes are cut', () => {
    const bytes = Buffer.from(STREAM);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 8 }), (cuts) => {
        const ends = [...cuts, bytes.length].sort((a, b) => a - b);
        const chunks = ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
        expect(read(chunks).seen).toEqual([
          250,
          ['1', 'fault_confirmed', '{"a":"ä"}'],
          'comment',
          [undefined, undefined, 'one\ntwo'],
        ]);
      }),
    );
  });

  it('notices an event that never ends, and no other', () => {
    const line = Buffer.from(`data: ${'x'.repeat(1000)}\n`);
    const endless = Array.from({ length: Math.ceil(MAX_EVENT_BYTES / line.length) + 1 }, () => line);
    expect(read(endless).fits).toBe(false);
    const complete = endless.map(() => Buffer.concat([line, Buffer.from('\n')]));
    expect(read(complete).fits).toBe(true);
  });
});
