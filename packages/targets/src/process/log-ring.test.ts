import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LogRing } from './log-ring.js';

it('keeps exactly the last bytes, however they arrive', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.uint8Array({ maxLength: 90 })),
      (size, chunks) => {
        const ring = new LogRing(size);
        for (const chunk of chunks) ring.push(chunk);
        const all = Buffer.concat(chunks);
        expect(ring.bytes()).toEqual(all.subarray(Math.max(0, all.length - size)));
        expect(ring.totalBytes).toBe(all.length);
      },
    ),
  );
});

it('gives whole lines, newest last, and drops a line whose beginning is gone', () => {
  const ring = new LogRing(16);
  ring.push(Buffer.from('one\r\ntwo\nthree'));
  expect(ring.lines(2)).toEqual(['two', 'three']);
  expect(ring.lines(0)).toEqual([]);
  ring.push(Buffer.from(' and four\nfive\n'));
  expect(ring.lines(9)).toEqual(['five']);
  ring.push(Buffer.from('x'.repeat(100)));
  expect(ring.lines(9)).toEqual(['x'.repeat(16)]);
});
