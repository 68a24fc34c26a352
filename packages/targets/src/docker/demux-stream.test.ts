import fc from 'fast-check';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { demuxStream, FrameSplitter } from './demux-stream.js';

function frame(stream: number, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

it('takes streams apart wherever the chunks are cut', () => {
  const frames = fc.array(fc.tuple(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 60 })), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(frames, fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1 }), (sent, cuts) => {
      const bytes = Buffer.concat(sent.map(([stream, payload]) => frame(stream, payload)));
      const splitter = new FrameSplitter();
      const got: Record<number, Buffer[]> = { 1: [], 2: [] };
      for (let at = 0, n = 0; at < bytes.length; n += 1) {
        const size = cuts[n % cuts.length] ?? 1;
        for (const piece of splitter.push(bytes.subarray(at, at + size)))
          got[piece.stream]?.push(piece.payload);
        at += size;
      }
      for (const stream of [1, 2]) {
        const expected = sent.filter(([number]) => number === stream).map(([, payload]) => payload);
        expect(Buffer.concat(got[stream] ?? [])).toEqual(Buffer.concat(expected));
      }
    }),
  );
});

it('refuses bytes that are no such stream', async () => {
  expect(() => new FrameSplitter().push(Buffer.from('plain text of a terminal'))).toThrow(/not multiplexed/);
  const { stdout } = demuxStream(Readable.from([Buffer.from('plain text of a terminal')]));
  await expect(text(stdout)).rejects.toMatchObject({ code: 'MEDKIT_DOCKER_API' });
});

it('ends both outputs with the source, and passes its failure on', async () => {
  const { stdout, stderr } = demuxStream(
    Readable.from([frame(1, Buffer.from('out')), frame(2, Buffer.from('err'))]),
  );
  expect(await Promise.all([text(stdout), text(stderr)])).toEqual(['out', 'err']);
  const broken = new Readable({ read: () => undefined });
  const halves = demuxStream(broken);
  const reading = Promise.allSettled([text(halves.stdout), text(halves.stderr)]);
  broken.destroy(new Error('gone'));
  expect((await reading).map((one) => one.status)).toEqual(['rejected', 'rejected']);
});
