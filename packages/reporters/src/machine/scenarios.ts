import { readKey, readList, readNumber, readText } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';
import { churnSlopes } from '../results/churn-rows.js';
import { faultRows } from '../results/fault-rows.js';
import type { Dimension, MetricSource, Scenario } from './scenario-parts.js';
import { alone, as, bytes, dimension } from './scenario-parts.js';
import { isProfiledLane, profiledScenarios } from './profiled-scenarios.js';
import { cellsByGroup, measuredCells, overCells, withRepeats } from './repeat-values.js';

export type { Dimension, MetricSource, Scenario };

const SIZES: readonly MetricSource[] = [
  bytes('uss_kib', 'uss'),
  bytes('pss_kib', 'pss'),
  bytes('rss_kib', 'rss'),
  bytes('anonymous_kib', 'anonymous'),
  bytes('peak_uss_kib', 'peak_uss'),
  as('cores', 'cpu_cores', 'cpu'),
  as('threads', 'num_threads', 'threads'),
  as('bytes_per_second', 'anonymous_slope_b_s', 'anonymous_slope'),
];

const SIZE_KEYS = SIZES.map(({ key }) => key);

const LATENCIES: readonly MetricSource[] = ['p50', 'p95', 'p99', 'max'].map((name) =>
  as('seconds', `${name}_ms`, `latency_${name}`, 0.001),
);

const BURST: readonly MetricSource[] = [
  bytes('peak_rise_kib', 'peak_rise'),
  as('cores', 'peak_cpu_cores', 'peak_cpu'),
  as('seconds', 'capture_duration_s', 'capture_duration'),
  as('seconds', 'recovery_s', 'recovery'),
  bytes('residual_kib', 'residual'),
  bytes('peak_uss_kib', 'peak_uss'),
];

/** Every aggregate of a lane. */
export function scenariosOf(summary: LaneSummary): readonly Scenario[] {
  if (summary.lane === 'sweep') return summary.cells.flatMap(settingScenarios);
  if (summary.lane === 'ab' || summary.lane === 'aa') return buildScenarios(summary);
  if (summary.lane === 'load')
    return summary.cells.flatMap((cell) => levelScenarios(cell, measuredCells(summary)));
  if (summary.lane === 'fault') return faultScenarios(summary);
  if (summary.lane === 'churn') return [...churnScenarios(summary), ...residueScenarios(summary)];
  if (isProfiledLane(summary)) return profiledScenarios(summary);
  const aggregates = summary.cell ? [summary.cell] : summary.fits ? (summary.rows ?? []) : [];
  return aggregates.map((source) => ({ dimensions: rowDimensions(source), source, metrics: SIZES }));
}

function rowDimensions(row: object): readonly Dimension[] {
  return [
    ...dimension('entities', readNumber(row, 'entities_asked')),
    ...dimension('refresh_ms', readNumber(row, 'refresh_ms')),
  ];
}

function settingScenarios(cell: object): readonly Scenario[] {
  const dimensions = dimension('setting', readText(cell, 'setting'));
  const differences = readList(cell, 'differences').flatMap((one): Scenario[] => {
    const of = SIZES.find((metric) => metric.key === readText(one, 'metric'));
    if (of === undefined) return [];
    const source = alone(
      of.key,
      readNumber(one, 'difference'),
      readNumber(one, 'lo95'),
      readNumber(one, 'hi95'),
    );
    return [{ dimensions, source, metrics: [{ ...of, metric: `${of.metric}_difference` }] }];
  });
  return [{ dimensions, source: cell, metrics: SIZES }, ...differences];
}

function buildScenarios(summary: LaneSummary): readonly Scenario[] {
  return readList(summary, 'builds')
    .filter((build): build is object => typeof build === 'object' && build !== null)
    .map((build) => ({
      dimensions: dimension('build', readText(build, 'build')),
      source: build,
      metrics: SIZES,
    }));
}

function levelScenarios(cell: object, records: readonly object[]): readonly Scenario[] {
  const dimensions = [
    ...dimension('level', readText(cell, 'level')),
    ...dimension('connections', readText(cell, 'connections')),
  ];
  const name = readText(cell, 'level');
  const group = readText(cell, 'connections') === 'new' ? `${name}-new` : name;
  const source = withRepeats(
    {
      ...cell,
      ...alone('error_rate', readNumber(cell, 'error_rate'), null, null),
      ...alone('achieved_rate_per_s', readNumber(cell, 'achieved_rate_per_s'), null, null),
    },
    records.filter((record) => readText(record, 'group') === group),
    [...LATENCIES.map(({ key }) => key), 'error_rate', 'achieved_rate_per_s'],
    ['load'],
  );
  const metrics = [
    ...SIZES,
    ...LATENCIES,
    as('ratio', 'error_rate', 'errors'),
    as('requests_per_second', 'achieved_rate_per_s', 'throughput'),
  ];
  return [{ dimensions, source, metrics }];
}

function faultScenarios(summary: LaneSummary): readonly Scenario[] {
  const bursts = faultRows(summary).map(({ mode, faults, subject, figures, burst }) => {
    const recordings = readNumber(burst, 'recordings');
    const cells = measuredCells(summary).filter((cell) => isBurst(cell, mode, faults));
    return {
      dimensions: [
        ...dimension('mode', mode),
        ...dimension('faults', faults),
        ...dimension('process', subject),
      ],
      source: {
        ...withRepeats(
          figures,
          cells,
          BURST.map(({ key }) => key),
          ['burst_numbers', subject ?? ''],
        ),
        ...alone('recordings', recordings, null, null),
      },
      metrics: [...BURST, as('recordings', 'recordings', 'recordings')],
    };
  });
  return [...bursts, ...(summary.rows ?? []).flatMap((row) => burstSizes(summary, row))];
}

function isBurst(cell: object, mode: string, faults: number | null): boolean {
  const burst = readKey(cell, 'burst');
  return readText(burst, 'mode') === mode && readNumber(burst, 'count') === faults;
}

/** What the server itself was like around bursts of one size. */
function burstSizes(summary: LaneSummary, row: object): readonly Scenario[] {
  const mode = readText(row, 'mode') ?? 'unnamed';
  const faults = readNumber(row, 'faults');
  const cells = measuredCells(summary).filter((cell) => isBurst(cell, mode, faults));
  const dimensions = [...dimension('mode', mode), ...dimension('faults', faults)];
  return cells.length === 0 ? [] : [{ dimensions, source: overCells(cells, SIZE_KEYS), metrics: SIZES }];
}

function churnScenarios(summary: LaneSummary): readonly Scenario[] {
  const churn = readKey(summary, 'churn');
  const perChange = alone(
    'bytes_per_change',
    readNumber(churn, 'bytes_per_change'),
    readNumber(churn, 'bytes_per_change_lo95'),
    readNumber(churn, 'bytes_per_change_hi95'),
  );
  const slopes = churnSlopes(summary);
  const whole = slopes
    .filter((slope) => slope.cellId === null)
    .map(({ graph, slope, lo, hi }) => ({
      dimensions: dimension('graph', graph),
      source: {
        ...alone('slope_b_s', slope, lo, hi),
        slope_b_s_values: slopes
          .filter((one) => one.graph === graph && one.cellId !== null)
          .map((one) => one.slope),
        ...(graph === 'churn' ? perChange : {}),
      },
      metrics: [
        as('bytes_per_second', 'slope_b_s', 'memory_slope'),
        as('bytes_per_change', 'bytes_per_change', 'memory_per_change'),
      ],
    }));
  const sizes = [...cellsByGroup(measuredCells(summary))].map(([graph, cells]) => ({
    dimensions: dimension('graph', graph),
    source: overCells(cells, SIZE_KEYS),
    metrics: SIZES,
  }));
  return [...whole, ...sizes];
}

function residueScenarios(summary: LaneSummary): readonly Scenario[] {
  const residue = readKey(summary, 'residue');
  if (typeof residue !== 'object' || residue === null) return [];
  return [
    {
      dimensions: dimension('graph', 'grown and shrunk'),
      source: alone(
        'bytes_per_cycle',
        readNumber(residue, 'bytes_per_cycle'),
        readNumber(residue, 'lo95'),
        readNumber(residue, 'hi95'),
      ),
      metrics: [as('bytes_per_cycle', 'bytes_per_cycle', 'memory_per_cycle')],
    },
  ];
}
