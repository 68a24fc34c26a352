import { describe, expect, it } from 'vitest';
import { requireMemory } from './require-memory.js';

const MIB = 2 ** 20;
const files = { samplesBytes: (_lane: string, id: string): number => (id === 'long' ? 1000 : 10) * MIB };

describe('a cell that is longer than memory', () => {
  it('is refused before it is read, with the memory that it takes', () => {
    expect(() => requireMemory(files, 'heap', ['short', 'long'], 500 * MIB)).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: expect.stringMatching(/cell long take about \d+ MiB/),
      }),
    );
  });

  it('is let in where there is room', () => {
    requireMemory(files, 'heap', ['short', 'long'], 4000 * MIB);
    requireMemory(files, 'heap', ['short'], 500 * MIB);
  });
});
