import { decimals } from '../format/number.js';
import { readKey, readNumber, readText } from '../model/read-value.js';
import type { LaneSummary, SummaryWarning } from '../model/summary.js';
import { cellFailed, cellJudged } from './cell-table.js';

/** Observing may take this share of a core before it is worth a line. */
const OBSERVER_CORES = 0.01;
const FEW_REPEATS = 3;

/**
 * Reasons to distrust a result, each with what removes it: the lane's own warnings first, then what the records
 * show by themselves. A reason the lane already gave (same code) is not given twice.
 */
export function distrustReasons(summary: LaneSummary): readonly SummaryWarning[] {
  const given = new Set(summary.warnings.map((warning) => normalised(warning.code)));
  const derived = DERIVED.flatMap((rule) => rule(summary)).filter((reason) => !given.has(reason.code));
  const all = [...summary.warnings, ...derived];
  return [...all.filter((reason) => reason.severity === 'warn'), ...all.filter((r) => r.severity !== 'warn')];
}

function normalised(code: string): string {
  return String(code).toLowerCase().replace(/_/gu, '-');
}

type Rule = (summary: LaneSummary) => SummaryWarning[];

function reason(
  code: string,
  severity: 'note' | 'warn',
  message: string,
  fix: string | null,
): SummaryWarning {
  return { code, severity, message, fix };
}

const failedCells: Rule = (summary) => {
  const failed = summary.cells.filter(cellFailed).length;
  if (failed === 0) return [];
  const message = `${failed} of ${summary.cells.length} cells failed; the numbers come from the others.`;
  return [
    reason(
      'failed-cells',
      'warn',
      message,
      'remove the cause shown in the table of cells, then measure again',
    ),
  ];
};

const highLoad: Rule = (summary) =>
  summary.high_load
    ? [
        reason(
          'high-load',
          'warn',
          'The host was busy with other work while this was measured.',
          'use an idle host; --strict refuses to start on a busy one',
        ),
      ]
    : [];

const unsettled: Rule = (summary) => {
  const measured = summary.cells.filter((cell) => !cellFailed(cell) && cellJudged(cell));
  const loose = measured.filter((cell) => readKey(cell, 'steady') === false).length;
  if (loose === 0) return [];
  const duration = readNumber(summary.parameters, 'duration_s') ?? readNumber(summary.parameters, 'duration');
  const fix =
    duration === null
      ? 'a longer window: --duration'
      : `a longer window: --duration ${Math.ceil(duration * 2)}`;
  return [
    reason(
      'unsettled-repeats',
      'warn',
      `${loose} of ${measured.length} measured cells did not hold still.`,
      fix,
    ),
  ];
};

const unreliablePoints: Rule = (summary) => {
  const rows = summary.rows ?? [];
  const loose = rows.filter((row) => readKey(row, 'reliable') === false).length;
  const message = `${loose} of ${rows.length} points are unreliable: too few of their repeats were steady.`;
  return loose === 0
    ? []
    : [
        reason(
          'unreliable-points',
          'warn',
          message,
          'a longer window and more repeats: --duration, --repeats',
        ),
      ];
};

const coldStart: Rule = (summary) => {
  const cold = summary.cells.filter(
    (cell) =>
      !cellFailed(cell) && cellJudged(cell) && readKey(readKey(cell, 'warmup'), 'converged') === false,
  ).length;
  const message = `${cold} of ${summary.cells.length} cells began before the warm-up had settled.`;
  return cold === 0 ? [] : [reason('warmup-not-converged', 'warn', message, 'a longer window: --duration')];
};

const missedSamples: Rule = (summary) => {
  let missed = 0;
  let expected = 0;
  for (const cell of summary.cells.filter(cellJudged)) {
    missed += readNumber(readKey(cell, 'observer'), 'missed_ticks') ?? 0;
    expected += readNumber(readKey(cell, 'observer'), 'expected_ticks') ?? 0;
  }
  if (missed === 0) return [];
  const share = expected > 0 ? ` (${decimals((100 * missed) / expected, 2)} %)` : '';
  const severity = expected > 0 && missed / expected < 0.01 ? 'note' : 'warn';
  const message = `${missed} of ${expected} samples due were missed${share}.`;
  return [reason('missed-samples', severity, message, 'a wider interval: --interval 2')];
};

const observerCost: Rule = (summary) => {
  const costs = summary.cells
    .filter(cellJudged)
    .map((cell) => readNumber(readKey(cell, 'observer'), 'cpu_cores') ?? 0);
  const worst = costs.reduce((a, b) => Math.max(a, b), 0);
  if (worst <= OBSERVER_CORES) return [];
  const message = `Observing took up to ${decimals(worst, 2)} cores, on the host that was measured.`;
  return [reason('observer-cost', 'warn', message, 'read memory maps less often: --memory-interval 5')];
};

const generatorLag: Rule = (summary) => {
  const behind = summary.cells.filter((cell) => {
    const lag = readNumber(cell, 'generator_lag_ms');
    const p50 = readNumber(cell, 'p50_ms');
    return lag !== null && p50 !== null && lag > 0.05 * p50;
  }).length;
  const message = `In ${behind} cells the load generator itself lagged by over 5 % of the median latency.`;
  return behind === 0
    ? []
    : [reason('generator-lag', 'warn', message, 'a lower rate, or the generator on another host')];
};

const fewRepeats: Rule = (summary) => {
  const aggregates = summary.cell ? [summary.cell] : (summary.rows ?? []);
  // None at all is a failure, and said as one.
  const counts = aggregates
    .map((row) => readNumber(row, 'repeats'))
    .filter((n): n is number => n !== null && n > 0);
  if (counts.length === 0) return [];
  const least = Math.min(...counts);
  if (least >= FEW_REPEATS) return [];
  const message = `Only ${least} ${least === 1 ? 'repeat' : 'repeats'}: the spread between fresh starts is hardly known.`;
  return [reason('few-repeats', 'warn', message, '--repeats 5')];
};

const indicative: Rule = (summary) =>
  summary.indicative === true
    ? [
        reason(
          'indicative',
          'note',
          'Four sizes or fewer: the growth verdict is indicative.',
          '--entities 10,30,60,100,150,250',
        ),
      ]
    : [];

const quick: Rule = (summary) =>
  summary.quick
    ? [
        reason(
          'quick',
          'note',
          'A quick run: short windows and few repeats, for a first look.',
          'run without --quick',
        ),
      ]
    : [];

const DERIVED: readonly Rule[] = [
  failedCells,
  highLoad,
  unsettled,
  unreliablePoints,
  coldStart,
  missedSamples,
  observerCost,
  generatorLag,
  fewRepeats,
  indicative,
  quick,
];

/** The fits' disagreements, said once each. */
export function disagreements(summary: LaneSummary): readonly string[] {
  const texts = (summary.fits ?? []).map((fit) => readText(fit, 'disagreement') ?? '');
  return [...new Set(texts.filter((text) => text !== ''))];
}
