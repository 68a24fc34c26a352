import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FRAME_NONCE, FRAME_TEXT } from '../../test/parser-table.ts';
import { FrameParser, type StreamEvent } from './frame-parser.js';
import { readingOfFrame } from './frame-reading.js';

function events(chunks: readonly string[]): StreamEvent[] {
  const seen: StreamEvent[] = [];
  const parser = new FrameParser(FRAME_NONCE, (event) => seen.push(event));
  for (const chunk of chunks) parser.push(chunk);
  return seen;
}

test('a frame is the same however it is cut on its way', () => {
  const [whole] = events([FRAME_TEXT]);
  const cuts = fc.array(fc.integer({ min: 0, max: FRAME_TEXT.length }), { maxLength: 20 });
  fc.assert(
    fc.property(cuts, (at) => {
      const points = [0, ...at.sort((a, b) => a - b), FRAME_TEXT.length];
      const chunks = points.slice(1).map((end, i) => FRAME_TEXT.slice(points[i], end));
      expect(events(chunks)).toEqual([whole]);
    }),
  );
});

test('its files become a reading', () => {
  const [event] = events(['Welcome to robot!\nLast login: never\n' + FRAME_TEXT]);
  if (event?.kind !== 'frame') throw new Error('no frame');
  const reading = readingOfFrame(event.frame, 2593, () => undefined);
  expect(reading).toMatchObject({ atS: 6006.36, cgroup: { memoryKib: 49152 }, host: { load1: 0.15 } });
  expect(reading.processes[0]).toMatchObject({
    numFds: 17,
    memory: { privateCleanKib: 8676 },
    stat: { numThreads: 24 },
  });
  expect(reading.processes[0]?.threads).toMatchObject({ tids: [2593, 2597], timeslices: 5841 });
});

test('a process name cannot pass for a marker', () => {
  const text = FRAME_TEXT.replace('(gateway_node)', '(x\n=0 end\n)');
  const [event, ...more] = events([text]);
  expect(more).toEqual([]);
  if (event?.kind !== 'frame') throw new Error('no frame');
  expect(readingOfFrame(event.frame, 2593, () => undefined).processes[0]?.stat.comm).toBe('x\n=0 end\n');
});

test('what was denied is said, what is missing means gone', () => {
  const denied = FRAME_TEXT.replace(/file smaps_rollup\n[^=]*/, 'denied smaps_rollup\n');
  const notes: string[] = [];
  const [event] = events([denied]);
  if (event?.kind !== 'frame') throw new Error('no frame');
  expect(readingOfFrame(event.frame, 2593, (note) => notes.push(note)).processes[0]?.memory).toBeNull();
  expect(notes.join()).toMatch(/permission denied.*CAP_SYS_PTRACE/);
  const [gone] = events([FRAME_TEXT.replace(/file stat\n[^=]*/, 'missing stat\n')]);
  if (gone?.kind !== 'frame') throw new Error('no frame');
  expect(() => readingOfFrame(gone.frame, 2593, () => undefined)).toThrow(/not there/);
});

test('another version of the frame is refused', () => {
  expect(() => events([FRAME_TEXT.replace('begin 1', 'begin 2')])).toThrow(/version 2/);
});

test('puts a line of a great many pieces together once', () => {
  const lines: string[] = [];
  const parser = new FrameParser('n', (event) => lines.push(event.kind));
  // Were every piece searched again with each new one, this would take minutes.
  for (let i = 0; i < 300_000; i += 1) parser.push('login banner without an end ');
  parser.push('\n=n rea');
  parser.push('dy\n=n coarse\n');
  expect(lines).toEqual(['ready', 'coarse']);
});
