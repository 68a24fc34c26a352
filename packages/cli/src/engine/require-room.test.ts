import { describe, expect, it } from 'vitest';
import { requireRoom } from './require-room.js';

const GIB = 2 ** 30;

describe('requireRoom', () => {
  it('lets a day at ten samples a second through where Node.js has its usual four gibibytes', () => {
    requireRoom([{ windowS: 86_400, intervalS: 0.1 }], 1, 4 * GIB);
    requireRoom([{ windowS: 60, intervalS: 1 }], 2, GIB / 8);
  });

  it('refuses what would end in a full memory hours later, and says what would fit', () => {
    const day = [
      { windowS: 60, intervalS: 1 },
      { windowS: 86_400, intervalS: 0.01 },
    ];
    expect(() => requireRoom(day, 1, 4 * GIB)).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: expect.stringMatching(/8640000 samples, which need 3\.2 GiB .* may use 4\.0 GiB/),
        next: expect.stringMatching(/^--interval 0\.018 or longer/),
      }),
    );
  });

  it('counts every process that is watched', () => {
    const hours = [{ windowS: 86_400, intervalS: 0.1 }];
    expect(() => requireRoom(hours, 7, 4 * GIB)).toThrow(/6048000 samples/);
  });
});
