import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inPieces, linesOf } from './ndjson-lines.js';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-lines-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const lines = fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' ')));
const written = (text: string): string => {
  const file = path.join(dir, 'lines');
  writeFileSync(file, text);
  return file;
};

describe('lines of a file', () => {
  it('come back as they were written, whether or not the last one ends', () => {
    fc.assert(
      fc.property(lines, (all) => {
        expect([...linesOf(written([...inPieces(all)].join('')))]).toEqual(all);
        const cut = all.join('\n');
        expect([...linesOf(written(cut))].join('\n')).toBe(cut.replace(/\n$/, ''));
      }),
      { numRuns: 50 },
    );
  });

  it('come in pieces when there is more than one piece of them, with letters that lie across', () => {
    const all = Array.from({ length: 5000 }, (_, index) => `${index}${'ä€😀'.repeat(100)}`);
    const pieces = [...inPieces(all)];
    expect(pieces.length).toBeGreaterThan(1);
    expect([...linesOf(written(pieces.join('')))]).toEqual(all);
  });
});
