import type { BuildComparison, FalseAlarmCount, FalseAlarms, MetricRow } from '@medkit-bench/baseline';
import { spoken } from '@medkit-bench/baseline';
import type { LaneFindings } from './lane.js';
import type { LaneSettings } from './settings.js';

/** A gate that cries wolf more often than this is not worth arming. */
const TOLERABLE = 0.05;

/** With fewer pairs the labellings are too few to show a rate as low as {@link TOLERABLE}. */
const LEAST_PAIRS = 5;

/** A change that only so much would show is not put into figures. */
const USELESS_PERCENT = 1000;

type Words = Omit<LaneFindings, 'numbers'>;

/** Two builds: the run's word, the metrics that moved, and what the rest could have seen. */
export function abWords(
  compared: BuildComparison,
  builds: readonly { named: string }[],
  settings: LaneSettings,
): Words {
  if (!compared.comparable) return nothing(compared);
  const gated = compared.rows.filter((row) => row.gated);
  const moved = gated.filter((row) => ['regressed', 'warn', 'improved'].includes(row.verdict));
  const open = gated.filter((row) => row.verdict === 'inconclusive');
  const [a = '', b = ''] = builds.map((build) => build.named);
  const said =
    moved.length > 0
      ? moved.map((row) => `${shortName(row)} ${change(row)}`).join(', ')
      : open.length > 0
        ? `${open.map(shortName).join(', ')} cannot be told from chance`
        : `no change in ${gated.length} gated metrics`;
  const broken = compared.budgets.filter((budget) => budget.verdict === 'broken');
  const budgets = broken
    .map((budget) => `; budget ${budget.metric}: ${budget.expression} is broken`)
    .join('');
  return {
    verdict: broken.length > 0 && compared.verdict !== 'regressed' ? 'over budget' : spoken(compared.verdict),
    headline: `'${b}' against '${a}'${settings.load === null ? '' : ` under ${settings.load} load`}: ${said}${budgets}.`,
    reason: `${pairsText(compared)}, judged by the ratios within pairs with false discoveries held at 5 % over ${compared.gated_tests} gated metrics${blind(gated)}${advice(open)}`,
  };
}

/** One build against itself: how often a gate would have fired, and what it could have seen. */
export function aaWords(compared: BuildComparison, alarms: FalseAlarms, settings: LaneSettings): Words {
  if (!compared.comparable) return nothing(compared);
  const gated = compared.rows.filter((row) => row.gated);
  const fired = gated.filter((row) => row.verdict === 'regressed' || row.verdict === 'warn');
  const { paired, one_after_the_other: after } = alarms;
  const reason = `${pairsText(compared)} of the same build${settings.load === null ? '' : ` under ${settings.load} load`}; ab, over every way to name the two of a pair: ${counted(paired)}; compare, over stretches of ${after.repeats} instances one after the other: ${counted(after)}${blind(gated)}`;
  if (fired.length > 0 || (paired.rate ?? 0) > TOLERABLE) {
    const what =
      fired.length > 0 ? fired.map((row) => `${shortName(row)} ${change(row)}`).join(', ') : counted(paired);
    return { verdict: 'FAIL', headline: `The gate cries wolf on this host: ${what}.`, reason };
  }
  if (compared.pairs_used < LEAST_PAIRS || paired.rate === null) {
    return {
      verdict: 'INDETERMINATE',
      headline: `No false alarm, but ${compared.pairs_used} pairs are too few for a rate: take ${LEAST_PAIRS} or more.`,
      reason,
    };
  }
  const slow =
    (after.rate ?? 0) > TOLERABLE
      ? `; runs one after the other raise ${percent(after.rate ?? 0)}, so judge changes by ab here`
      : '';
  return {
    verdict: 'PASS',
    headline: `The paired gate can be armed on this host: false alarms ${counted(paired)}${slow}.`,
    reason,
  };
}

function nothing(compared: BuildComparison): Words {
  return {
    verdict: 'NOT MEASURED',
    headline: 'No pair could be measured on both sides.',
    reason: `${compared.pairs_measured} of ${compared.pairs} pairs have both of their cells`,
  };
}

function pairsText(compared: BuildComparison): string {
  const steady = compared.settled ? 'steady on both sides' : 'none of them steady on both sides';
  return `${compared.pairs_used} of ${compared.pairs} pairs of fresh instances (${steady})`;
}

function counted({ alarms, comparisons, rate }: FalseAlarmCount): string {
  return rate === null ? 'nothing to compare' : `${alarms} of ${comparisons} (${percent(rate)})`;
}

/** What the metrics without a change could have shown. */
function blind(gated: readonly MetricRow[]): string {
  const known = gated.filter((row) => row.detectable_percent !== null);
  if (known.length === 0) return '';
  const each = known.map(
    (row) =>
      `${shortName(row)} ${(row.detectable_percent ?? 0) > USELESS_PERCENT ? `only over ${USELESS_PERCENT} %` : percent((row.detectable_percent ?? 0) / 100)}`,
  );
  return `; could have seen ${each.join(', ')}`;
}

function advice(open: readonly MetricRow[]): string {
  const needed = open.map((row) => row.repeats_needed).filter((pairs): pairs is number => pairs !== null);
  return needed.length === 0 ? '' : `; --repeats ${Math.max(...needed)} would settle what is inconclusive`;
}

function change(row: MetricRow): string {
  const signed = (value: number | null): string =>
    value === null ? 'open' : `${value > 0 ? '+' : ''}${Number(value.toPrecision(3))} %`;
  const end = (ratio: number | null): string => signed(ratio === null ? null : (ratio - 1) * 100);
  return `${signed(row.change_percent)} [${end(row.ratio_lo)}, ${end(row.ratio_hi)}]`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

function shortName(row: MetricRow): string {
  return row.metric.replace(/^footprint\./, '');
}
