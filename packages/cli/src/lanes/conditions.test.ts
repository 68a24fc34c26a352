import { describe, expect, it } from 'vitest';
import type { CellData } from '../engine/cell.js';
import { conditionsOf } from './conditions.js';

function dataWith(host: { busy_cores_mean: number | null; steal_ratio: number | null }): CellData {
  return {
    ownCpuCores: 0.1,
    subjects: [{ window: { host: { nproc: 2, load1_max: 0.5, ...host } } }],
  } as unknown as CellData;
}

describe('a window counts as disturbed', () => {
  it('when more than a fifth of the cores is busy with something else', () => {
    const of = (busy: number) => conditionsOf(dataWith({ busy_cores_mean: busy, steal_ratio: 0 }), 0.5);
    expect(of(1.1)).toMatchObject({
      high_load: true,
      high_load_reason: '0.50 of 2 cores were busy with something else',
    });
    expect(of(0.95)).toMatchObject({ high_load: false, other_busy_cores: expect.closeTo(0.35) });
  });

  it('when the hypervisor takes more than 5 %', () => {
    expect(conditionsOf(dataWith({ busy_cores_mean: 0.6, steal_ratio: 0.06 }), 0.5).high_load).toBe(true);
    expect(conditionsOf(dataWith({ busy_cores_mean: 0.6, steal_ratio: 0.04 }), 0.5).high_load).toBe(false);
  });

  it('but not on what is unknown', () => {
    expect(conditionsOf(dataWith({ busy_cores_mean: null, steal_ratio: null }), null)).toMatchObject({
      high_load: false,
      other_busy_cores: null,
      steal_ratio: null,
    });
  });
});
