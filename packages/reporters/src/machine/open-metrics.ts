import type { LaneSummary } from '../model/summary.js';
import { cellFailed } from '../results/cell-table.js';
import { plainLine } from '../text/plain-line.js';
import type { Measurement } from './measurements.js';
import { measurementsOf } from './measurements.js';

/** Families in the order of first use; OpenMetrics wants all samples of a family together. */
interface Family {
  readonly name: string;
  readonly unit: string | null;
  readonly help: string;
  readonly samples: string[];
}

/**
 * OpenMetrics text (https://prometheus.io/docs/specs/om/open_metrics_spec/): gauges in base units with the median and
 * the ends of its 95 % interval under label `stat`. What is unknown has no sample.
 */
export function renderOpenMetrics(summaries: readonly LaneSummary[]): string {
  const families = new Map<string, Family>();
  for (const summary of summaries) {
    for (const one of measurementsOf(summary)) addMeasurement(families, one);
    addCells(families, summary);
  }
  const lines = [...families.values()].flatMap((family) => [
    `# TYPE ${family.name} gauge`,
    ...(family.unit === null ? [] : [`# UNIT ${family.name} ${family.unit}`]),
    `# HELP ${family.name} ${family.help}`,
    ...family.samples,
  ]);
  return `${[...lines, '# EOF'].join('\n')}\n`;
}

function addMeasurement(families: Map<string, Family>, one: Measurement): void {
  const counted = one.unit === one.metric;
  const name = counted ? `medkit_${one.metric}` : `medkit_${one.metric}_${one.unit}`;
  const family = familyOf(
    families,
    name,
    counted ? null : one.unit,
    `${one.metric} as measured, median over repeats`,
  );
  const fixed: [string, string][] = [
    ['lane', one.lane],
    ['profile', one.profile],
    ...one.dimensions.map(({ name: key, value }): [string, string] => [key, value]),
  ];
  const stats = { median: one.median, lo95: one.lo, hi95: one.hi };
  for (const [stat, value] of Object.entries(stats)) {
    if (value !== null) family.samples.push(`${name}{${labels([...fixed, ['stat', stat]])}} ${value}`);
  }
}

function addCells(families: Map<string, Family>, summary: LaneSummary): void {
  const family = familyOf(families, 'medkit_cells', null, 'cells by outcome');
  const cells = summary.cell_records ?? summary.cells;
  const failed = cells.filter(cellFailed).length;
  const counts = { ok: cells.length - failed, failed };
  for (const [outcome, value] of Object.entries(counts)) {
    const where: [string, string][] = [
      ['lane', plainLine(summary.lane)],
      ['profile', plainLine(summary.profile)],
      ['outcome', outcome],
    ];
    family.samples.push(`medkit_cells{${labels(where)}} ${value}`);
  }
}

function familyOf(families: Map<string, Family>, name: string, unit: string | null, help: string): Family {
  const known = families.get(name) ?? { name, unit, help, samples: [] };
  families.set(name, known);
  return known;
}

function labels(pairs: readonly (readonly [string, string])[]): string {
  const escaped = (value: string): string =>
    value.replace(/\\/gu, '\\\\').replace(/"/gu, '\\"').replace(/\n/gu, '\\n');
  return pairs.map(([name, value]) => `${name}="${escaped(value)}"`).join(',');
}
