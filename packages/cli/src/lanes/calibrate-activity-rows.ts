import { CHURN_MULTIPLES, TRUTHS } from './calibrate-experiments.js';
import type { CalibrationRow, Cells } from './calibrate-judge.js';
import { failureOf, judged, saidRow } from './calibrate-judge.js';
import type { CellRecord } from './cell-record.js';

/** Rows about what happens to the server while it is watched: bursts, requests, change of its graph. */
export function activityRows(cells: Cells, quick: boolean): CalibrationRow[] {
  return [
    ...burstRows(cells),
    latencyRow(cells, {
      id: 'delay',
      cell: 'delay',
      key: 'p50_ms',
      what: 'latency of answers (p50)',
      known: TRUTHS.delayMs,
      tolerance: 0.03,
    }),
    ...(quick ? [] : [keptRow(cells), ...tailRows(cells), ...CHURN_MULTIPLES.map((n) => churnRow(cells, n))]),
  ];
}

function burstRows(cells: Cells): CalibrationRow[] {
  const cell = cells.get('burst');
  const numbers = mainBurst(cell);
  const injected = cell?.burst?.injected ?? null;
  const reason =
    numbers === null
      ? failureOf(cell)
      : `${injected} of ${TRUTHS.burstFaults} faults, ${cell?.samples_total} samples`;
  return [
    judged({
      id: 'burst-peak',
      what: `peak of a burst of ${TRUTHS.burstFaults} faults (anonymous)`,
      unit: 'KiB',
      known: TRUTHS.burstFaults * TRUTHS.captureMib * 1024,
      measured: numbers?.peak_rise_kib ?? null,
      tolerance: 0.03,
      absolute: false,
      reason,
    }),
    judged({
      id: 'burst-duration',
      what: 'duration of its capture',
      unit: 's',
      known: TRUTHS.captureS,
      measured: numbers?.capture_duration_s ?? null,
      // One interval between samples.
      tolerance: 0.2,
      absolute: true,
      reason,
    }),
    saidRow('burst-recovery', 'a burst that is given back recovers', recovered(numbers), reason),
  ];
}

function keptRow(cells: Cells): CalibrationRow {
  const numbers = mainBurst(cells.get('burst-kept'));
  const said = recovered(numbers);
  return saidRow(
    'burst-kept',
    'a burst that is kept does not recover',
    said === null ? null : !said,
    numbers === null
      ? failureOf(cells.get('burst-kept'))
      : `${Math.round((numbers.residual_kib ?? 0) / 1024)} MiB are left`,
  );
}

function mainBurst(cell: CellRecord | undefined) {
  return Object.values(cell?.burst_numbers ?? {})[0] ?? null;
}

function recovered(numbers: ReturnType<typeof mainBurst>): boolean | null {
  if (numbers === null || numbers.left_baseline === null) return null;
  return numbers.left_baseline && numbers.recovered === true;
}

interface LatencySpec {
  id: string;
  cell: string;
  key: 'p50_ms' | 'p95_ms' | 'p99_ms' | 'max_ms';
  what: string;
  known: number;
  tolerance: number;
}

function latencyRow(cells: Cells, spec: LatencySpec): CalibrationRow {
  const { cell: cellId, key, ...row } = spec;
  const cell = cells.get(cellId);
  const load = cell?.load ?? null;
  const measured = load?.[key];
  return judged({
    ...row,
    unit: 'ms',
    measured: typeof measured === 'number' ? measured : null,
    absolute: false,
    reason:
      load === null
        ? failureOf(cell)
        : `${String(load['request_count'])} requests, ${String(load['error_count'])} errors`,
  });
}

/** Exact for requests that come evenly and are answered at once when the server goes on: a tenth of them waits for the end of a stall, evenly spread up to its length. */
function tailRows(cells: Cells): CalibrationRow[] {
  const { delayMs, delaySpreadMs, stallEveryS, stallS } = TRUTHS;
  const stalled = stallS / stallEveryS;
  const inStall = (quantile: number): number => stallS * 1000 * (1 - (1 - quantile) / stalled);
  const spread = (quantile: number): number => delayMs + delaySpreadMs * (2 * quantile - 1);
  const stall = { cell: 'stalls', tolerance: 0.03 };
  return [
    latencyRow(cells, {
      id: 'tail-p95',
      cell: 'tail',
      key: 'p95_ms',
      what: 'latency of evenly spread answers (p95)',
      known: spread(0.95),
      tolerance: 0.03,
    }),
    latencyRow(cells, {
      ...stall,
      id: 'stalls-p95',
      key: 'p95_ms',
      what: 'latency through stalls (p95)',
      known: inStall(0.95),
    }),
    latencyRow(cells, {
      ...stall,
      id: 'stalls-p99',
      key: 'p99_ms',
      what: 'latency through stalls (p99)',
      known: inStall(0.99),
    }),
    latencyRow(cells, {
      ...stall,
      id: 'stalls-max',
      key: 'max_ms',
      what: 'latency through stalls (longest)',
      known: stallS * 1000,
      tolerance: 0.05,
    }),
  ];
}

/**
 * What leaks far above the floor must be found. What does not leak must never be called a leak; that it passes is not
 * asked of a window this short, in which the runtime's own heap sways by about the floor.
 */
function churnRow(cells: Cells, multiple: number): CalibrationRow {
  const id = `churn-${multiple}x`;
  const leak = cells.get(id)?.trend?.leak ?? null;
  const reason =
    leak === null ? failureOf(cells.get(id)) : `the leak test says ${leak.verdict}: ${leak.reason}`;
  return multiple === 0
    ? saidRow(id, 'churn that does not leak is not called a leak', leak && leak.verdict !== 'leak', reason)
    : saidRow(
        id,
        `churn that leaks ${multiple} times the floor is found`,
        leak && leak.verdict === 'leak',
        reason,
      );
}
