import { describe, expect, it } from 'vitest';
import { cellRecord } from '../../test/cell-record.js';
import { memcheckRecordOf } from '../../test/profiled-record.js';
import { exitCodeOf } from '../engine/run-lane.js';
import { parseProfile } from '../profile/load-profile.js';
import type { CellRecord } from './cell-record.js';
import type { LaneFindings } from './lane.js';
import { memcheckLane } from './memcheck.js';
import { laneDefaults } from './settings.js';

const profile = parseProfile('name: server\nstart: {kind: local, command: [server]}', 'test');
const lost = (bytes: number, blocks: number): CellRecord =>
  cellRecord({ id: 'rep1', group: 'valgrind', profiled: memcheckRecordOf(bytes, blocks) });

function found(cells: CellRecord[], failOnLeakBytes: number | null): LaneFindings {
  return memcheckLane.summarise(cells, { ...laneDefaults('memcheck', false), failOnLeakBytes }, profile);
}
const exitOf = (verdict: string): number =>
  exitCodeOf({ verdict, status: 'ok' } as never, { lane: 'memcheck', strict: false, failOn: [] });

describe('memcheck', () => {
  it.each([
    [4096, null, 'LOST', 0],
    [0, null, 'NOTHING LOST', 0],
    [4096, 0, 'LEAK', 1],
    [4096, 4095, 'LEAK', 1],
    [4096, 4096, 'NO LEAK', 0],
    [0, 0, 'NO LEAK', 0],
  ])('with %d bytes lost and limit %s says %s, exit %d', (bytes, limit, word, code) => {
    const { verdict } = found([lost(bytes, 1)], limit);
    expect(verdict).toBe(word);
    expect(exitOf(verdict)).toBe(code);
  });

  it('takes the worst of the repeats', () => {
    const { numbers } = found([lost(10, 1), lost(4096, 8), lost(0, 0)], null);
    expect(numbers).toMatchObject({ definitely_lost: 4096, definitely_lost_blocks: 8 });
  });

  it('is never zero where no summary came', () => {
    const failed = cellRecord({ status: 'failed', failure: 'no leak search', profiled: null });
    const { verdict, numbers, reason } = found([failed], 0);
    expect(verdict).toBe('NOT MEASURED');
    expect(numbers['definitely_lost']).toBeNull();
    expect(reason).toBe('no leak search');
  });
});
