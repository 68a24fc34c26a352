import { describe, expect, it } from 'vitest';
import { TOPICS } from './topics.js';

describe('topics', () => {
  it('lead only to topics that are there', () => {
    const lost = Object.entries(TOPICS).flatMap(([name, { see }]) =>
      see.filter((other) => !(other in TOPICS)).map((other) => `${name} -> ${other}`),
    );
    expect(lost).toEqual([]);
  });
});
