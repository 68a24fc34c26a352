import { readKey, readList, readNumber, readText } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';
import { churnSlopes } from '../results/churn-rows.js';
import { faultRows } from '../results/fault-rows.js';
import type { Dimension, MetricSource, Scenario } from './scenario-parts.js';
import { alone, as, bytes, dimension } from './scenario-parts.js';
import { isProfiledLane, profiledScenarios } from './profiled-scenarios.js';

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
  if (summary.lane === 'load') return summary.cells.flatMap(levelScenarios);
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

function levelScenarios(cell: object): readonly Scenario[] {
  const dimensions = [
    ...dimension('level', readText(cell, 'level')),
    ...dimension('connections', readText(cell, 'connections')),
  ];
  const source = {
    ...cell,
    ...alone('error_rate', readNumber(cell, 'error_rate'), null, null),
    ...alone('achieved_rate_per_s', readNumber(cell, 'achieved_rate_per_s'), null, null),
  };
  const metrics = [
    ...SIZES,
    ...LATENCIES,
    as('ratio', 'error_rate', 'errors'),
    as('requests_per_second', 'achieved_rate_per_s', 'throughput'),
  ];
  return [{ dimensions, source, metrics }];
}

function faultScenarios(summary: LaneSummary): readonly Scenario[] {
  return faultRows(summary).map(({ mode, faults, subject, figures, burst }) => {
    const recordings = readNumber(burst, 'recordings');
    return {
      dimensions: [
        ...dimension('mode', mode),
        ...dimension('faults', faults),
        ...dimension('process', subject),
      ],
      source: {
        ...(typeof figures === 'object' ? figures : {}),
        ...alone('recordings', recordings, null, null),
      },
      metrics: [...BURST, as('recordings', 'recordings', 'recordings')],
    };
  });
}

function churnScenarios(summary: LaneSummary): readonly Scenario[] {
  const churn = readKey(summary, 'churn');
  const perChange = alone(
    'bytes_per_change',
    readNumber(churn, 'bytes_per_change'),
    readNumber(churn, 'bytes_per_change_lo95'),
    readNumber(churn, 'bytes_per_change_hi95'),
  );
  return churnSlopes(summary)
    .filter((slope) => slope.cellId === null)
    .map(({ graph, slope, lo, hi }) => ({
      dimensions: dimension('graph', graph),
      source: { ...alone('slope_b_s', slope, lo, hi), ...(graph === 'churn' ? perChange : {}) },
      metrics: [
        as('bytes_per_second', 'slope_b_s', 'memory_slope'),
        as('bytes_per_change', 'bytes_per_change', 'memory_per_change'),
      ],
    }));
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
