import { describe, expect, it } from 'vitest';
import type { FaultReport } from './fault-store.js';
import { FaultStore, parseReport } from './fault-store.js';
import { loadParams } from './params.js';

const REPORT: FaultReport = {
  fault_code: 'MOTOR_HOT',
  event_type: 0,
  severity: 2,
  description: 'hot',
  source_id: '/motor',
};

function store(set: Record<string, unknown> = {}): { store: FaultStore; events: string[] } {
  const params = loadParams(null, () => undefined);
  for (const [name, value] of Object.entries(set)) params.set(name, value);
  const events: string[] = [];
  return { store: new FaultStore(params, (type) => events.push(type)), events };
}

describe('FaultStore', () => {
  it('confirms at the threshold and not before', () => {
    const { store: faults, events } = store({ confirmation_threshold: -3 });
    faults.report(REPORT);
    faults.report(REPORT);
    expect(faults.get('MOTOR_HOT')?.status).toBe('PREFAILED');
    expect(events).toEqual([]);
    faults.report(REPORT);
    expect(events).toEqual(['fault_confirmed']);
  });

  it('confirms a critical fault at once', () => {
    const { store: faults, events } = store({ confirmation_threshold: -3 });
    faults.report({ ...REPORT, severity: 3 });
    expect(events).toEqual(['fault_confirmed']);
  });

  it('tells a report of a confirmed fault as an update, with its count unchanged', () => {
    const { store: faults, events } = store();
    faults.report(REPORT);
    faults.report(REPORT);
    expect(events).toEqual(['fault_confirmed', 'fault_updated']);
    expect(faults.get('MOTOR_HOT')?.occurrence_count).toBe(1);
  });

  it('filters by status; clearing takes a fault off the default list once', () => {
    const { store: faults } = store();
    faults.report(REPORT);
    expect(faults.list(null)).toHaveLength(1);
    expect(faults.list('pending')).toHaveLength(0);
    expect(faults.clear('MOTOR_HOT')).toBe(true);
    expect(faults.clear('MOTOR_HOT')).toBe(false);
    expect(faults.list(null)).toHaveLength(0);
    expect(faults.list('cleared')).toHaveLength(1);
    expect(faults.list('nonsense')).toBeNull();
  });

  it('heals only where healing is on', () => {
    for (const [on, status] of [
      [false, 'CONFIRMED'],
      [true, 'HEALED'],
    ] as const) {
      const { store: faults } = store({ healing_enabled: on, healing_threshold: 1 });
      faults.report(REPORT);
      faults.report({ ...REPORT, event_type: 1 });
      expect(faults.get('MOTOR_HOT')?.status).toBe(status);
    }
  });
});

describe('parseReport', () => {
  it('takes the five fields and refuses what does not fit', () => {
    expect(parseReport(REPORT)).toEqual(REPORT);
    for (const bad of [
      null,
      {},
      { ...REPORT, fault_code: 'a..b' },
      { ...REPORT, severity: 4 },
      { ...REPORT, source_id: '' },
    ])
      expect(parseReport(bad)).toBeNull();
  });
});
