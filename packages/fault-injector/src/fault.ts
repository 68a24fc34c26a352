/** A fault to report, as a fault manager takes it. */
export interface Fault {
  /** 1 to 128 of `A-Z a-z 0-9 _ . -`, without `..`. */
  code: string;
  /** 0 info, 1 warning, 2 error, 3 critical: the last is confirmed at once. */
  severity: number;
  description: string;
  /** Who reports it; the full name of a node makes the fault show at that node. */
  sourceId: string;
}

/** What every fault of a burst has in common. */
export interface FaultShape {
  /** Codes are this and a number from 1. Default `BENCH_FAULT_`. */
  prefix?: string;
  severity?: number;
  description?: string;
  sourceId?: string;
}

const CODE = /^(?!.*\.\.)[A-Za-z0-9_.-]{1,128}$/;
const MAX_BURST = 10_000;

/**
 * `count` faults with codes of their own.
 * @throws RangeError naming what no fault manager would take
 */
export function planFaults(count: number, shape: FaultShape = {}): Fault[] {
  if (!Number.isInteger(count) || count < 1 || count > MAX_BURST) {
    throw new RangeError(`count: ${count} is not a whole number from 1 to ${MAX_BURST}`);
  }
  const { prefix = 'BENCH_FAULT_', severity = 3, sourceId = '/medkit_bench' } = shape;
  if (!Number.isInteger(severity) || severity < 0 || severity > 3) {
    throw new RangeError(`severity: ${severity} is not 0 (info), 1 (warning), 2 (error) or 3 (critical)`);
  }
  if (sourceId === '') throw new RangeError('sourceId: a fault manager wants to know who reports');
  return Array.from({ length: count }, (_, i) => ({
    code: checkFaultCode(`${prefix}${i + 1}`),
    severity,
    description: shape.description ?? `fault ${i + 1} of a burst of ${count}`,
    sourceId,
  }));
}

/**
 * The code itself, where a fault manager would take it.
 * @throws RangeError where it would not
 */
export function checkFaultCode(code: string): string {
  if (CODE.test(code)) return code;
  throw new RangeError(
    `fault code ${JSON.stringify(code)}: 1 to 128 of A-Z a-z 0-9 _ . - are taken, without '..'`,
  );
}
