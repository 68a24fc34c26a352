import {
  cores,
  count,
  memory,
  memoryPerEntity,
  plain,
  showInterval,
  showValue,
  UNKNOWN,
} from '../format/number.js';
import { readKey, readNumber, readText } from '../model/read-value.js';
import type { GrowthFit, LaneSummary, ScalingFit } from '../model/summary.js';
import { readAggregate } from './metrics.js';
import type { ResultTable, TableCell } from './table.js';
import { numberCell, textCell } from './table.js';

/** One row a size and refresh rate: the measured points of the curve. */
export function scalingTable(summary: LaneSummary): ResultTable {
  const rows = summary.rows ?? [];
  const rates = new Set(rows.map((row) => readNumber(row, 'refresh_ms')));
  const withRate = rates.size > 1;
  return {
    title: 'Points',
    columns: [
      { title: 'entities', align: 'right' },
      ...(withRate ? [{ title: 'refresh', align: 'right' } as const] : []),
      { title: 'USS [95 %]', align: 'right' },
      { title: 'anonymous [95 %]', align: 'right', optional: true },
      { title: 'CPU [95 %]', align: 'right' },
      { title: 'threads', align: 'right', optional: true },
      { title: 'steady', align: 'left' },
    ],
    rows: rows.map((row) => pointRow(row, withRate)),
    note: 'The entity count is the one the target reported, not the one asked for.',
  };
}

function pointRow(row: object, withRate: boolean): TableCell[] {
  const counted = readNumber(row, 'entity_count');
  const asked = readNumber(row, 'entities_asked');
  const entities =
    counted === null ? `${UNKNOWN} (asked ${showValue(asked, count)})` : showValue(counted, count);
  const refreshMs = readNumber(row, 'refresh_ms');
  const uss = readAggregate(row, 'uss_kib');
  const anonymous = readAggregate(row, 'anonymous_kib');
  const cpu = readAggregate(row, 'cpu_cores');
  const threads = readAggregate(row, 'num_threads');
  return [
    numberCell(entities, counted ?? asked),
    ...(withRate ? [numberCell(refreshMs === null ? UNKNOWN : `${refreshMs} ms`, refreshMs)] : []),
    numberCell(showInterval(uss.median, uss.lo, uss.hi, memory), uss.median),
    numberCell(showInterval(anonymous.median, anonymous.lo, anonymous.hi, memory), anonymous.median),
    numberCell(showInterval(cpu.median, cpu.lo, cpu.hi, cores), cpu.median),
    numberCell(showValue(threads.median, count), threads.median),
    steadyCell(row, uss.median),
  ];
}

function steadyCell(row: object, ussMedian: number | null): TableCell {
  const steady = readText(row, 'steady_count') ?? UNKNOWN;
  if (ussMedian === null) return textCell(`✗ failed (${steady})`, 'failed');
  return readKey(row, 'reliable') === false
    ? textCell(`△ ${steady} unreliable`, 'unreliable')
    : textCell(steady);
}

/** The fits, one row each: what grows, how, and by what rule. */
export function fitTable(summary: LaneSummary): ResultTable {
  const fits = summary.fits ?? [];
  const withRate = fits.length > 1;
  return {
    title: 'Fits',
    columns: [
      ...(withRate ? [{ title: 'refresh', align: 'right' } as const] : []),
      { title: 'fit', align: 'left' },
      { title: 'verdict', align: 'left' },
      { title: 'exponent [95 %]', align: 'right' },
      { title: 'base', align: 'right', optional: true },
    ],
    rows: fits.flatMap((fit) => fitRows(fit, withRate)),
    note: 'Growth fits y = base + b·n^k and asks about k; log-log fits the total, which a fixed base flattens.',
  };
}

function fitRows(fit: ScalingFit, withRate: boolean): TableCell[][] {
  const rate = fit.refresh_ms === null || fit.refresh_ms === undefined ? UNKNOWN : `${fit.refresh_ms} ms`;
  const lead = withRate ? [numberCell(rate, fit.refresh_ms ?? null)] : [];
  const pss = fit.pss_loglog;
  return [
    [...lead, ...growthCells('growth of anonymous', fit.growth_anonymous)],
    [...lead, ...growthCells('growth of USS', fit.growth)],
    [...lead, ...growthCells('growth of CPU', fit.growth_cpu)],
    [...lead, ...logLogCells('log-log of USS', fit.verdict ?? null, fit.exponent, fit.ci_lo, fit.ci_hi)],
    ...(pss ? [[...lead, ...logLogCells('log-log of PSS', null, pss.exponent, pss.lo, pss.hi)]] : []),
  ];
}

function growthCells(name: string, fit: GrowthFit | null | undefined): TableCell[] {
  const exponent = showInterval(fit?.exponent ?? null, fit?.lo ?? null, fit?.hi ?? null, plain);
  const base =
    fit?.offset_cores === undefined
      ? showValue(fit?.offset_kib ?? null, memory)
      : showValue(fit.offset_cores, cores);
  return [
    textCell(name),
    textCell(fit?.verdict ?? UNKNOWN, fit?.verdict ? undefined : 'unknown'),
    numberCell(exponent, fit?.exponent ?? null),
    numberCell(base, fit?.offset_kib ?? fit?.offset_cores ?? null),
  ];
}

function logLogCells(
  name: string,
  verdict: string | null,
  exponent: number | null | undefined,
  lo: number | null | undefined,
  hi: number | null | undefined,
): TableCell[] {
  return [
    textCell(name),
    textCell(verdict ?? '—'),
    numberCell(showInterval(exponent ?? null, lo ?? null, hi ?? null, plain), exponent ?? null),
    textCell('—'),
  ];
}

/** What one more entity costs, as a phrase, or `null` when no fit says. */
export function marginalPhrase(fit: ScalingFit): string | null {
  const cost = fit.marginal;
  if (!cost || cost.kib_per_entity === null || cost.kib_per_entity === undefined) return null;
  return showInterval(cost.kib_per_entity, cost.lo95 ?? null, cost.hi95 ?? null, memoryPerEntity);
}
