import { describe, expect, it } from 'vitest';
import { closeSides } from './open-sides.js';

describe('closeSides', () => {
  const sides = (close: () => Promise<void>): never => ({ close }) as never;

  it('tells what could not be taken down, and lets what was measured stand', async () => {
    const notes: string[] = [];
    await closeSides(
      sides(() => Promise.reject(new Error('no Docker engine answers'))),
      (text) => notes.push(text),
    );
    expect(notes).toEqual([expect.stringMatching(/no Docker engine answers; `medkit-bench clean` removes/)]);
  });

  it('says nothing when all of it is gone, or nothing was opened', async () => {
    const notes: string[] = [];
    await closeSides(
      sides(() => Promise.resolve()),
      (text) => notes.push(text),
    );
    await closeSides(null, (text) => notes.push(text));
    expect(notes).toEqual([]);
  });
});
