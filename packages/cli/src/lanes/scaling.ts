import { median } from '@medkit-bench/stats';
import type { CellPlan } from '../engine/cell.js';
import { badInput } from '../errors.js';
import type { Profile } from '../profile/schema.js';
import type { Aggregate } from './aggregate.js';
import { aggregate } from './aggregate.js';
import type { CellRecord } from './cell-record.js';
import { withInterval } from './format.js';
import type { Lane, LaneFindings } from './lane.js';
import type { GrowthFit, LogLogFit } from './scaling-fits.js';
import { growthFit, logLogFit, marginalCost, whyFitsDisagree } from './scaling-fits.js';
import { planCell } from './plan-cell.js';
import type { LaneSettings } from './settings.js';
import { readRealStack, validateAgainst } from './validate-against-demo.js';

/** Up to this many sizes a growth law is indicative only. */
const INDICATIVE_SIZES = 4;

/** How does cost grow with the number of entities. */
export const scalingLane: Lane = {
  name: 'scaling',
  plan: planScaling,
  summarise: summariseScaling,
  rowsFor: (numbers) =>
    (numbers['rows'] as ScalingRow[]).map((row) => ({
      label: `${row.entities_asked} entities${row.refresh_ms === null ? '' : `, ${row.refresh_ms} ms`}`,
      figures: { ...row },
    })),
};

function planScaling(settings: LaneSettings, profile: Profile): CellPlan[] {
  requireParts(profile);
  // Read before anything is started: a wrong file must not cost an hour of measuring.
  if (settings.validateAgainstDemo !== null) readRealStack(settings.validateAgainstDemo);
  const rates = profile.params?.refresh_ms ? (settings.refreshMs ?? [null]) : [null];
  const cells: CellPlan[] = [];
  // Sizes change fastest: drift of the host over the run then does not look like growth.
  for (let repeat = 1; repeat <= settings.repeats; repeat += 1) {
    for (const refreshMs of rates) {
      for (const entities of settings.entities) {
        cells.push(cellOf(settings, profile, { entities, refreshMs, repeat, several: rates.length > 1 }));
      }
    }
  }
  return cells;
}

interface Place {
  entities: number;
  refreshMs: number | null;
  repeat: number;
  several: boolean;
}

function cellOf(settings: LaneSettings, profile: Profile, place: Place): CellPlan {
  const { entities, refreshMs, repeat, several } = place;
  const rateId = refreshMs === null ? '' : `-r${refreshMs}`;
  return planCell(settings, profile, {
    id: `n${String(entities).padStart(4, '0')}${rateId}-rep${repeat}`,
    label: `${entities} entities${several ? `, refresh ${refreshMs} ms` : ''}, repeat ${repeat}`,
    repeat,
    entities,
    refreshMs,
  });
}

function requireParts(profile: Profile): void {
  if (!profile.graph) {
    throw badInput(
      `scaling needs a graph, and profile '${profile.name}' has none`,
      'add graph: to the profile (how to give the target N entities)',
    );
  }
  if (!profile.entities) {
    throw badInput(
      `scaling needs to count entities, and profile '${profile.name}' cannot`,
      'add entities: to the profile (how to read the count back from the target)',
    );
  }
}

interface ScalingRow extends Aggregate {
  entities_asked: number;
  refresh_ms: number | null;
  reliable: boolean;
}

interface ScalingFit {
  refresh_ms: number | null;
  exponent: number | null;
  r2: number | null;
  ci_lo: number | null;
  ci_hi: number | null;
  point_count: number;
  verdict: string;
  growth: NamedGrowth | null;
  growth_anonymous: NamedGrowth | null;
  growth_cpu: Record<string, unknown> | null;
  pss_loglog: Omit<LogLogFit, 'verdict'>;
  marginal: Record<string, unknown> | null;
  marginal_cpu: Record<string, unknown> | null;
  disagreement: string | null;
}

interface NamedGrowth {
  offset_kib: number | null;
  coefficient: number | null;
  exponent: number | null;
  lo: number | null;
  hi: number | null;
  verdict: string;
}

function summariseScaling(
  cells: readonly CellRecord[],
  settings: LaneSettings,
  profile: Profile,
): LaneFindings {
  const rates = [...new Set(cells.map((cell) => cell.refresh_ms))];
  const rows = rates.flatMap((rate) =>
    rowsOf(
      cells.filter((cell) => cell.refresh_ms === rate),
      rate,
    ),
  );
  const fits = rates.map((rate) =>
    fitOf(
      cells.filter((cell) => cell.refresh_ms === rate),
      rate,
    ),
  );
  const indicative = Math.max(0, ...fits.map((fit) => fit.point_count)) <= INDICATIVE_SIZES;
  return {
    ...verdictOf(fits, indicative, cells, profile, settings),
    numbers: { rows, fits, indicative, ...validation(settings, rows) },
  };
}

function rowsOf(cells: readonly CellRecord[], rate: number | null): ScalingRow[] {
  const sizes = [...new Set(cells.map((cell) => cell.entities_asked ?? 0))].sort((a, b) => a - b);
  return sizes.map((size) => {
    const here = cells.filter((cell) => cell.entities_asked === size);
    const row = aggregate(here);
    const counts = new Set(here.filter((cell) => cell.status === 'ok').map((cell) => cell.entity_count));
    return { ...row, entities_asked: size, refresh_ms: rate, reliable: row.settled && counts.size === 1 };
  });
}

function validation(settings: LaneSettings, rows: readonly ScalingRow[]): Record<string, unknown> {
  if (settings.validateAgainstDemo === null) return {};
  return { validation: validateAgainst(readRealStack(settings.validateAgainstDemo), rows) };
}

/** The steady repeats where a size has any, else all of its measured ones. */
function usableCells(cells: readonly CellRecord[]): CellRecord[] {
  const measured = cells.filter((cell) => cell.status === 'ok');
  return measured.filter(
    (cell) =>
      cell.steady || !measured.some((other) => other.steady && other.entities_asked === cell.entities_asked),
  );
}

function fitOf(cells: readonly CellRecord[], rate: number | null): ScalingFit {
  const usable = usableCells(cells);
  const uss = logLogFit(usable, 'uss_kib', median);
  const { exponent, r2, lo, hi } = logLogFit(usable, 'pss_kib', median);
  const growthUss = growthFit(usable, 'uss_kib');
  const cpu = growthFit(usable, 'cpu_cores');
  const marginal = marginalCost(usable, 'anonymous_kib');
  const marginalCpu = marginalCost(usable, 'cpu_cores');
  return {
    refresh_ms: rate,
    exponent: uss.exponent,
    r2: uss.r2,
    ci_lo: uss.lo,
    ci_hi: uss.hi,
    point_count: new Set(usable.map((cell) => cell.entity_count)).size,
    verdict: uss.verdict,
    growth: inKib(growthUss),
    growth_anonymous: inKib(growthFit(usable, 'anonymous_kib')),
    growth_cpu: cpu && {
      offset_cores: cpu.offset,
      coefficient: cpu.coefficient,
      exponent: cpu.exponent,
      lo: cpu.lo,
      hi: cpu.hi,
      verdict: cpu.verdict,
    },
    pss_loglog: { exponent, r2, lo, hi },
    marginal: marginal && {
      metric: 'anonymous_kib',
      kib_per_entity: marginal.perEntity,
      lo95: marginal.lo,
      hi95: marginal.hi,
    },
    marginal_cpu: marginalCpu && {
      metric: 'cpu_cores',
      cores_per_entity: marginalCpu.perEntity,
      lo95: marginalCpu.lo,
      hi95: marginalCpu.hi,
    },
    disagreement: whyFitsDisagree(uss, growthUss),
  };
}

function inKib(fit: GrowthFit | null): NamedGrowth | null {
  if (!fit) return null;
  const { offset, ...rest } = fit;
  return { offset_kib: offset, ...rest };
}

type Words = Omit<LaneFindings, 'numbers'>;

function verdictOf(
  fits: readonly ScalingFit[],
  indicative: boolean,
  cells: readonly CellRecord[],
  profile: Profile,
  settings: LaneSettings,
): Words {
  const measured = cells.filter((cell) => cell.status === 'ok').length;
  if (measured === 0) {
    return { verdict: 'NOT MEASURED', headline: 'No cell could be measured.', reason: 'every cell failed' };
  }
  const noun = profile.entities?.noun ?? 'entities';
  const words = fits.map((fit) => fit.growth_anonymous?.verdict ?? fit.growth?.verdict ?? 'indeterminate');
  const agreed = new Set(words).size === 1 ? (words[0] ?? 'indeterminate') : 'mixed';
  const verdict =
    agreed === 'indeterminate' ? 'INDETERMINATE' : agreed === 'mixed' ? 'MIXED' : `${agreed} CONFIRMED`;
  const sentences = fits.map((fit, i) => sentenceOf(fit, words[i] ?? 'indeterminate', noun, fits.length > 1));
  return {
    verdict: indicative && verdict.endsWith('CONFIRMED') ? `${verdict} (indicative)` : verdict,
    headline: sentences.join(' '),
    reason: `growth fit y = a + b·x^k on ${measured} instances of ${settings.entities.length} sizes, size as the target itself counts it${indicative ? '; four sizes or fewer are indicative only' : ''}`,
  };
}

function sentenceOf(fit: ScalingFit, word: string, noun: string, several: boolean): string {
  const at = several ? `At a refresh of ${fit.refresh_ms} ms memory` : 'Memory';
  const marginal = fit.marginal as {
    kib_per_entity: number | null;
    lo95: number | null;
    hi95: number | null;
  } | null;
  const each = marginal
    ? `; one more of the ${noun} costs ${withInterval(marginal.kib_per_entity, marginal.lo95, marginal.hi95, 1)} KiB`
    : '';
  const k = fit.growth_anonymous;
  const exponent = k && k.exponent !== null ? ` (exponent ${withInterval(k.exponent, k.lo, k.hi, 2)})` : '';
  if (word === 'indeterminate')
    return `${at} grows with the number of ${noun} by a law this run cannot settle${exponent}${each}.`;
  if (word === 'constant') return `${at} does not grow with the number of ${noun}${each}.`;
  return `${at} grows ${word}ly with the number of ${noun}${exponent}${each}.`;
}
