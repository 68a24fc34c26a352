import { readKey, readList, readNumber, readText } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';
import { placeOf } from '../results/site-tables.js';
import type { MetricSource, Scenario } from './scenario-parts.js';
import { alone, as, bytes, dimension } from './scenario-parts.js';

/** Sites that a machine is told of; the summary holds more. */
const MOST_SITES = 10;

const LANES: ReadonlyMap<string, (summary: LaneSummary) => readonly Scenario[]> = new Map([
  ['heap', heapScenarios],
  ['memcheck', memcheckScenarios],
  ['attribute', attributeScenarios],
]);

/** Is it a lane whose numbers come from a profiler? */
export function isProfiledLane(summary: LaneSummary): boolean {
  return LANES.has(summary.lane);
}

/** What a machine may want of heap, memcheck and attribute. */
export function profiledScenarios(summary: LaneSummary): readonly Scenario[] {
  return LANES.get(summary.lane)?.(summary) ?? [];
}

const ROW_SIZES: readonly MetricSource[] = [
  bytes('uss_kib', 'uss'),
  bytes('anonymous_kib', 'anonymous'),
  bytes('pss_kib', 'pss'),
  bytes('rss_kib', 'rss'),
  as('cores', 'cpu_cores', 'cpu'),
  as('threads', 'num_threads', 'threads'),
];

/** Numbers of `source` that stand alone. */
function single(source: unknown, metrics: readonly MetricSource[]): Scenario {
  const parts = metrics.map(({ key }) => alone(key, readNumber(source, key), null, null));
  return { dimensions: [], source: Object.assign({}, ...parts) as object, metrics };
}

function heapScenarios(summary: LaneSummary): readonly Scenario[] {
  const a = readKey(summary, 'phase_a');
  const slope = alone('slope_b_s', readNumber(a, 'slope_b_s'), readNumber(a, 'lo95'), readNumber(a, 'hi95'));
  return [
    {
      dimensions: [],
      source: slope,
      metrics: [as('bytes_per_second', 'slope_b_s', 'memory_slope')],
    },
    single(summary, [
      as('bytes', 'total_leaked', 'leaked'),
      as('blocks', 'total_leaked_blocks', 'leaked_blocks'),
    ]),
    single(readKey(summary, 'phase_b'), [
      as('bytes', 'peak_bytes', 'heap_peak'),
      as('allocations', 'allocations', 'allocations'),
      as('allocations', 'temporary_allocations', 'temporary_allocations'),
    ]),
    ...(summary.rows ?? []).map((row) => ({
      ...single(row, ROW_SIZES),
      dimensions: dimension('run', readText(row, 'label')),
    })),
    ...siteScenarios(readList(readKey(summary, 'sites'), 'leaked'), 'bytes', 'leaked'),
  ];
}

const LOSSES = ['definitely_lost', 'indirectly_lost', 'possibly_lost', 'still_reachable', 'suppressed'];

function memcheckScenarios(summary: LaneSummary): readonly Scenario[] {
  return [
    single(
      summary,
      LOSSES.flatMap((key) => [as('bytes', key, key), as('blocks', `${key}_blocks`, `${key}_blocks`)]),
    ),
  ];
}

function attributeScenarios(summary: LaneSummary): readonly Scenario[] {
  const growth = readKey(summary, 'growth');
  return [
    {
      ...single(summary, [
        as('bytes', 'peak_bytes', 'heap_peak'),
        as('bytes', 'allocated_bytes', 'heap_allocated'),
        as('allocations', 'allocations', 'allocations'),
        as('allocations', 'temporary_allocations', 'temporary_allocations'),
      ]),
      dimensions: dimension('entities', readNumber(summary, 'at')),
    },
    single(growth, [
      as('bytes', 'grown_bytes', 'heap_growth'),
      as('bytes_per_entity', 'grown_bytes_per_entity', 'heap_growth_per_entity'),
    ]),
    ...siteScenarios(readList(growth, 'sites'), 'grown_bytes', 'heap_growth'),
    ...siteScenarios(readList(readKey(summary, 'sites'), 'peak'), 'bytes', 'heap_peak'),
  ];
}

function siteScenarios(sites: readonly unknown[], key: string, metric: string): readonly Scenario[] {
  return sites.slice(0, MOST_SITES).map((site) => ({
    ...single(site, [as('bytes', key, `${metric}_by_site`)]),
    dimensions: dimension('site', `${readText(site, 'function') ?? 'unknown'} (${placeOf(site)})`),
  }));
}
