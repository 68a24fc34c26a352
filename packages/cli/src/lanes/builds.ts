import type { BuildComparison, CellPair, MetricRow } from '@medkit-bench/baseline';
import {
  checkComparisonProfile,
  compareBuilds,
  falseAlarms,
  isBaselineError,
  spoken,
} from '@medkit-bench/baseline';
import * as statistics from '@medkit-bench/stats';
import type { CellPlan } from '../engine/cell.js';
import { badInput } from '../errors.js';
import { deepMerge, nestAll } from '../json-path.js';
import { parseBuildSpec } from '../profile/build-spec.js';
import type { Profile } from '../profile/schema.js';
import type { Aggregate } from './aggregate.js';
import { aggregate } from './aggregate.js';
import { abWords, aaWords } from './builds-words.js';
import type { CellRecord } from './cell-record.js';
import type { Lane, LaneRow } from './lane.js';
import { interleave, planCell } from './plan-cell.js';
import type { LaneSettings } from './settings.js';

const SIDES = ['a', 'b'] as const;
type Side = (typeof SIDES)[number];

/** Which of two builds costs more: fresh instances of both in turn, judged pair by pair. */
export const abLane: Lane = {
  name: 'ab',
  plan: (settings, profile) => {
    if (settings.buildA.join() === settings.buildB.join()) {
      throw badInput(
        'ab: the two builds are the same',
        'name what differs, for example --a image=server:main --b image=server:pr; the same build against itself is medkit-bench aa',
      );
    }
    return planPairs(settings, profile);
  },
  summarise: (cells, settings, profile) => {
    const { compared, builds } = measured(cells, settings, profile);
    return { ...abWords(compared, builds, settings), numbers: numbersOf(compared, builds) };
  },
  rowsFor: rowsOfBuilds,
  words: wordsOfRows,
  gates: true,
};

/** How often the gates of this host cry wolf: one build against itself. */
export const aaLane: Lane = {
  name: 'aa',
  plan: planPairs,
  summarise: (cells, settings, profile) => {
    const { compared, builds, pairs } = measured(cells, settings, profile);
    const alarms = falseAlarms(pairs, cells as never, optionsFor(settings, profile));
    const numbers = { ...numbersOf(compared, builds), false_alarms: alarms };
    return { ...aaWords(compared, alarms, settings), numbers };
  },
  rowsFor: rowsOfBuilds,
  gates: true,
};

function planPairs(settings: LaneSettings, profile: Profile): CellPlan[] {
  const params: Record<Side, Record<string, unknown>> = {
    a: parseBuildSpec(settings.buildA, '--a').params,
    b: parseBuildSpec(settings.buildB, '--b').params,
  };
  return interleave(SIDES, settings.repeats).map(({ group, repeat }) =>
    planCell(settings, profile, {
      id: `${group}-rep${repeat}`,
      label: `build ${group.toUpperCase()}, pair ${repeat}`,
      repeat,
      group,
      params: deepMerge(nestAll(settings.params), nestAll(params[group])),
    }),
  );
}

/** One build's figures, and how it was named. */
export interface BuildFigures extends Aggregate {
  build: Side;
  named: string;
  commit: string | null;
}

interface Measured {
  compared: BuildComparison;
  builds: BuildFigures[];
  pairs: CellPair[];
}

function measured(cells: readonly CellRecord[], settings: LaneSettings, profile: Profile): Measured {
  const pairs = pairsOf(cells);
  const texts: Record<Side, readonly string[]> = { a: settings.buildA, b: settings.buildB };
  const builds = SIDES.map((build) => {
    const own = cells.filter((cell) => cell.group === build);
    return { build, named: texts[build].join(' ') || profile.name, commit: commitOf(own), ...aggregate(own) };
  });
  return { compared: compareBuilds(pairs, optionsFor(settings, profile)), builds, pairs };
}

// The lane's own verdict is made of words for people.
function numbersOf(
  { verdict: _metrics, ...compared }: BuildComparison,
  builds: readonly BuildFigures[],
): Record<string, unknown> {
  return { ...compared, builds };
}

function optionsFor(settings: LaneSettings, profile: Profile): Parameters<typeof compareBuilds>[1] {
  return { statistics, profile: rulesOf(profile), load: settings.load };
}

function rulesOf(profile: Profile): ReturnType<typeof checkComparisonProfile> {
  try {
    return checkComparisonProfile(profile.compare ?? {});
  } catch (error) {
    if (isBaselineError(error)) throw badInput(error.message, error.next ?? undefined);
    throw error;
  }
}

function pairsOf(cells: readonly CellRecord[]): CellPair[] {
  const of = (build: Side, repeat: number): CellRecord | undefined =>
    cells.find((cell) => cell.group === build && cell.repeat === repeat);
  const repeats = [...new Set(cells.map((cell) => cell.repeat))];
  return repeats.flatMap((repeat) => {
    const [a, b] = [of('a', repeat), of('b', repeat)];
    // The records themselves, not copies: the order they ran in is told by identity.
    return a && b ? [{ a: a as unknown as CellPair['a'], b: b as unknown as CellPair['b'] }] : [];
  });
}

function commitOf(cells: readonly CellRecord[]): string | null {
  const commit = cells.find((cell) => cell.target !== null)?.target?.['gateway_commit'];
  return typeof commit === 'string' ? commit : null;
}

function rowsOfBuilds(numbers: Readonly<Record<string, unknown>>): LaneRow[] {
  return (numbers['builds'] as BuildFigures[]).map((build) => ({
    label: build.build.toUpperCase(),
    figures: { ...build },
  }));
}

/** Every gated metric's word, and the budgets': each can fail the run by itself. */
function wordsOfRows(summary: Readonly<Record<string, unknown>>): string[] {
  const rows = summary['rows'] as MetricRow[];
  const budgets = summary['budgets'] as BuildComparison['budgets'];
  return [
    ...rows.filter((row) => row.gated).map((row) => spoken(row.verdict)),
    ...budgets.map((budget) => budget.verdict),
  ];
}
