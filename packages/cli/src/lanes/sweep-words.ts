import type { Aggregate } from './aggregate.js';
import type { ComparedMetric, Difference } from './compare-settings.js';
import type { LaneFindings } from './lane.js';
import type { LaneSettings } from './settings.js';

/** The name of the setting that changes nothing. */
export const DEFAULT = 'default';

/** One setting, its cost and its differences to the default. */
export interface SweepCell extends Aggregate {
  setting: string;
  overrides: Record<string, unknown>;
  status: 'ok' | 'failed';
  failure: string | null;
  differences: Difference[];
}

/** A difference that stands out of noise. */
export interface Ranked {
  setting: string;
  metric: ComparedMetric;
  difference: number;
  lo95: number | null;
  hi95: number | null;
  /** Of the default's median. */
  share: number | null;
}

/** What a sweep says: a large difference that only the number of comparisons hides is not called none. */
export function wordsOf(
  rows: readonly SweepCell[],
  ranking: readonly Ranked[],
  settings: LaneSettings,
): Omit<LaneFindings, 'numbers'> {
  const measured = rows.filter((row) => row.status === 'ok');
  const tried = measured.length - 1;
  if (!measured.some((row) => row.setting === DEFAULT) || tried < 1) {
    return {
      verdict: 'NOT MEASURED',
      headline: 'Nothing could be compared.',
      reason: 'the default or every other setting failed',
    };
  }
  const reason = `${tried} settings against the default, ${settings.repeats} fresh instances each, false discoveries held at 5 % over all comparisons`;
  const judged = measured.flatMap((row) => row.differences).some((one) => one.beyond_noise !== null);
  if (!judged) {
    return {
      verdict: 'INDETERMINATE',
      headline: 'Too few repeats to tell a difference from noise.',
      reason,
    };
  }
  const differ = new Set(ranking.map((one) => one.setting));
  const top = ranking[0];
  const unclear = unclearOf(measured);
  if (!top && unclear !== null) {
    return {
      verdict: 'INDETERMINATE',
      headline: `No difference is shown, but not every one is refuted: ${unclear}.`,
      reason,
    };
  }
  if (!top) {
    return {
      verdict: 'no difference beyond noise',
      headline: `None of ${tried} settings changes a cost beyond noise.`,
      reason,
    };
  }
  return {
    verdict: `${differ.size} of ${tried} settings differ`,
    headline: `'${top.setting}' changes most: ${top.metric} by ${amount(top)}.`,
    reason: unclear === null ? reason : `${reason}; not shown and not refuted: ${unclear}`,
  };
}

/** The largest difference that is unclear, what would settle it, and how many there are beside it; null for none. */
function unclearOf(rows: readonly SweepCell[]): string | null {
  const all = rows
    .flatMap((row) => row.differences.map((one) => ({ ...one, setting: row.setting })))
    .filter((one) => one.unclear)
    .toSorted((a, b) => shareOf(b) - shareOf(a));
  const [first] = all;
  if (first === undefined) return null;
  const repeats = Math.max(...all.map((one) => one.repeats_needed ?? 0));
  const more = all.length === 1 ? '' : ` (and ${all.length - 1} more)`;
  const share = first.ratio === null ? null : first.ratio - 1;
  return `'${first.setting}' ${first.metric} by ${amount({ ...first, share })}${more}; --repeats ${repeats} would be likely to settle it`;
}

function shareOf({ ratio }: Difference): number {
  return Math.abs((ratio ?? 1) - 1);
}

type Amount = Pick<Difference, 'metric' | 'difference' | 'lo95' | 'hi95'> & { share: number | null };

function amount({ metric, difference, lo95, hi95, share }: Amount): string {
  const [unit, scale, digits] = metric.endsWith('_kib')
    ? (['MiB', 1 / 1024, 2] as const)
    : metric === 'cpu_cores'
      ? (['cores', 1, 4] as const)
      : (['', 1, 0] as const);
  const signed = (value: number | null): string =>
    value === null ? 'open' : `${value >= 0 ? '+' : ''}${(value * scale).toFixed(digits)}`;
  const percent = share === null ? '' : ` (${(share * 100).toFixed(1)} % of the default)`;
  return `${signed(difference)} [${signed(lo95)}, ${signed(hi95)}] ${unit}`.trim() + percent;
}
