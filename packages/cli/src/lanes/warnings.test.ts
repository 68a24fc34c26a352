import { describe, expect, it } from 'vitest';
import { cellRecord } from '../../test/cell-record.js';
import { warningsFrom } from './warnings.js';

const quiet = {
  quick: false,
  repeats: 5,
  load1AtStart: 0.2,
  nproc: 2,
  loadWay: null as 'ssh' | 'target' | null,
};

function codes(cells: Parameters<typeof warningsFrom>[0], context: Partial<typeof quiet> = {}): string[] {
  return warningsFrom(cells, { ...quiet, ...context }).map((warning) => warning.code);
}

describe('warnings', () => {
  it('are silent on a quiet, steady run', () => {
    expect(codes([cellRecord(), cellRecord({ id: 'rep2' })])).toEqual([]);
    expect(codes([cellRecord({ load: {} })])).toEqual([]);
    // How load would have gone there.
    expect(codes([cellRecord()], { loadWay: 'ssh' })).toEqual([]);
  });

  it.each([
    ['quick', [cellRecord()], { quick: true }],
    ['few-repeats', [cellRecord()], { repeats: 2 }],
    ['load-at-start', [cellRecord()], { load1AtStart: 2.5 }],
    ['load-way', [cellRecord({ load: {} })], { loadWay: 'ssh' as const }],
    ['load-way', [cellRecord({ load: {} })], { loadWay: 'target' as const }],
    ['failed-cells', [cellRecord({ status: 'failed', failure: 'died' })], {}],
    ['unsettled-repeats', [cellRecord({ steady: false })], {}],
    [
      'warmup-not-converged',
      [cellRecord({ steady: false, warmup: { converged: false, duration_s: 180, reason: 'moves' } })],
      {},
    ],
    ['params-not-confirmed', [cellRecord({ target: { unconfirmed_params: ['refresh_ms'] } })], {}],
    ['judged-by-uss', [cellRecord({ judged_by: 'uss' })], {}],
    [
      'private-clean-jump',
      [cellRecord({ private_clean_jumps: [{ t_s: 3, from_kib: 4000, to_kib: 2300 }] })],
      {},
    ],
    [
      'high-load',
      [
        cellRecord({
          conditions: {
            load1: 3,
            steal_ratio: 0,
            other_busy_cores: 1,
            high_load: true,
            high_load_reason: 'busy',
          },
        }),
      ],
      {},
    ],
    [
      'missed-samples',
      [
        cellRecord({
          observer: {
            cpu_cores: 0,
            own_cpu_cores: 0,
            memory_read_ms_median: 1,
            missed_ticks: 2,
            expected_ticks: 60,
          },
        }),
      ],
      {},
    ],
    [
      'observer-cost',
      [
        cellRecord({
          observer: {
            cpu_cores: 0.02,
            own_cpu_cores: 0.03,
            memory_read_ms_median: 9,
            missed_ticks: 0,
            expected_ticks: 60,
          },
        }),
      ],
      {},
    ],
  ])('say %s', (code, cells, context) => {
    expect(codes(cells, context)).toEqual([code]);
  });
});
