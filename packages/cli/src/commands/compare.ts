import { appendFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { styleText } from 'node:util';
import type {
  Colour,
  Comparison,
  ComparisonProfile,
  ExitOptions,
  LoadedBaseline,
  MeasuredRun,
} from '@medkit-bench/baseline';
import {
  baselinePath,
  checkComparisonProfile,
  compareRun,
  comparisonMarkdown,
  comparisonTerminal,
  exitCodeOf,
  isBaselineError,
  parseAllow,
  parseFailOn,
  readBaseline,
  readRun,
  refusalError,
} from '@medkit-bench/baseline';
import { renderComparisonSvg } from '@medkit-bench/reporters';
import * as statistics from '@medkit-bench/stats';
import { parseWords } from '../config/parse-values.js';
import { writeAtomic } from '../engine/store.js';
import { badInput } from '../errors.js';
import { loadProfile } from '../profile/load-profile.js';
import { writePicture } from '../report/write-picture.js';
import { chooseRun } from './choose-run.js';
import type { Globals } from './globals.js';
import type { Io } from './run-lanes.js';

/** Flags of `compare`. */
export interface CompareFlags {
  run?: string;
  baseline?: string;
  allowDifferent?: string;
  lanes?: string;
  allMetrics?: boolean;
  output?: string;
  chart?: string;
  failOn?: string;
}

/** The folder that baselines are kept in. */
export const BASELINE_FOLDER = 'baseline';

/** Holds a run against a baseline; exit 1 when a gated metric regressed, 2 when the two must not be compared. */
export async function compareCommand(flags: CompareFlags, globals: Globals, io: Io): Promise<number> {
  return withBadInput(async () => {
    const runDir = chooseRun(flags.run, globals);
    const lanes = flags.lanes === undefined ? undefined : parseWords(flags.lanes, '--lanes');
    const run = await readRun(runDir, lanes === undefined ? {} : { lanes });
    const file = flags.baseline ?? baselinePath(BASELINE_FOLDER, run.host);
    const loaded = await readBaseline(file);
    const comparison = compare(loaded, run, flags, globals, lanes);
    if (flags.chart !== undefined && comparison.comparable)
      await writePicture(flags.chart, await renderComparisonSvg(comparison), io.stdout);
    report(comparison, flags, globals, io);
    if (!comparison.comparable) throw refusalError(comparison);
    return exitCodeOf(comparison, exitOptions(flags, globals));
  });
}

function compare(
  loaded: LoadedBaseline,
  run: MeasuredRun,
  flags: CompareFlags,
  globals: Globals,
  lanes: string[] | undefined,
): Comparison {
  return compareRun(loaded, run, {
    statistics,
    profile: comparisonProfile(run, globals),
    ...(lanes === undefined ? {} : { lanes }),
    ...(flags.allowDifferent === undefined ? {} : { allow: parseAllow(flags.allowDifferent) }),
  });
}

/** The rules and budgets of the profile, with the configuration's budgets over them. */
function comparisonProfile(run: MeasuredRun, globals: Globals): ComparisonProfile {
  const profile = checkComparisonProfile(rulesFor(run, globals));
  return { ...profile, budgets: { ...profile.budgets, ...globals.found.config.budgets } };
}

// The rules are those of the profile that was measured, where it is still at hand.
function rulesFor(run: MeasuredRun, globals: Globals): unknown {
  const measured = Object.values(run.lanes).find((lane) => lane.profile !== null)?.profile;
  const named = globals.profile === 'reference' ? (measured ?? globals.profile) : globals.profile;
  try {
    return loadProfile(named).compare ?? {};
  } catch (error) {
    if (globals.profile === 'reference') return {};
    throw error;
  }
}

function exitOptions(flags: CompareFlags, globals: Globals): ExitOptions {
  return {
    strict: globals.strict,
    exitZero: globals.exitZero,
    ...(flags.failOn === undefined ? {} : { failOn: parseFailOn(flags.failOn) }),
  };
}

function report(comparison: Comparison, flags: CompareFlags, globals: Globals, io: Io): void {
  const markdown = comparisonMarkdown(comparison, { all: flags.allMetrics ?? false });
  if (flags.output !== undefined) writeAtomic(flags.output, markdown);
  const summary = io.env['GITHUB_STEP_SUMMARY'];
  if (summary !== undefined && summary !== '' && existsSync(path.dirname(summary)))
    appendFileSync(summary, markdown);
  if (globals.json) io.stdout.write(`${JSON.stringify(comparison)}\n`);
  else if (!globals.quiet) {
    io.stdout.write(comparisonTerminal(comparison, { paint: painter(io), all: flags.allMetrics ?? false }));
  }
}

// Colours where somebody looks, plain text elsewhere.
function painter(io: Io): (colour: Colour, text: string) => string {
  const colours = io.stdout.isTTY === true && !io.env['NO_COLOR'] && io.env['TERM'] !== 'dumb';
  return (colour, text) => (colours ? styleText(colour, text, { validateStream: false }) : text);
}

/** Errors of the baseline package are refusals: exit code 2 with its own words. */
export async function withBadInput<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isBaselineError(error)) throw badInput(error.message, error.next ?? undefined);
    throw error;
  }
}
