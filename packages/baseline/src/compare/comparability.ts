import { BaselineError } from '../errors.js';
import type { BaselineFile } from '../files/baseline-file.js';
import { hostDifferences, hostWarnings, unknownHostKeys } from '../host/host-fingerprint.js';
import type { MeasuredLane, MeasuredRun, Note } from '../model/measured-lane.js';
import { parameterDifferences } from './parameter-differences.js';

/** What can be overridden, by the word that overrides it. */
export type AllowWord = 'host' | 'load' | 'method' | 'params' | 'missing';

/** One reason why two results must not be compared, with the key that says so. */
export interface Refusal {
  kind: AllowWord | 'nothing';
  key: string;
  baseline: string;
  run: string;
}

/** Whether a run may be compared with a baseline. */
export interface Comparability {
  refusals: Refusal[];
  /** Refusals that the caller chose to pass over. */
  overridden: Refusal[];
  notes: Note[];
  /** Keys that one side does not say: unknown, not different. */
  unknown: string[];
}

const ALLOW_WORDS: readonly AllowWord[] = ['host', 'load', 'method', 'params', 'missing'];

/**
 * Looks for reasons to refuse: another host, a busy host on any lane, another method version, other parameters, a
 * lane or metric of the baseline that the run lacks, nothing in common.
 * @param lanes lanes to compare; all of the baseline's and the run's when null
 */
export function checkComparability(
  baseline: BaselineFile,
  run: MeasuredRun,
  lanes: readonly string[] | null,
  allow: readonly AllowWord[],
): Comparability {
  const wanted = (name: string): boolean => lanes === null || lanes.includes(name);
  const found: Refusal[] = hostDifferences(baseline.host, run.host).map((d) =>
    refusal('host', `host.${d.key}`, d.baseline, d.run),
  );
  const unknown = unknownHostKeys(baseline.host, run.host);
  for (const name of Object.keys(run.lanes).filter(wanted)) {
    const lane = run.lanes[name]!;
    const before = baseline.lanes[name];
    if (lane.high_load === true) {
      found.push(refusal('load', `${name}.high_load`, before?.high_load ?? null, true));
    }
    if (before === undefined) continue;
    found.push(...laneRefusals(name, before, lane, unknown));
  }
  const pairs = Object.keys(baseline.lanes).filter(wanted);
  for (const name of pairs) found.push(...missing(name, baseline.lanes[name]!, run.lanes[name]));
  if (!pairs.some((name) => shareMetrics(baseline.lanes[name]!, run.lanes[name]))) {
    found.push(refusal('nothing', 'metrics', metricCount(baseline.lanes), metricCount(run.lanes)));
  }
  return {
    refusals: found.filter((r) => !allow.includes(r.kind as AllowWord)),
    overridden: found.filter((r) => allow.includes(r.kind as AllowWord)),
    notes: [...run.notes, ...hostNotes(baseline, run)],
    unknown,
  };
}

/**
 * Parses the value of `--allow-different`: words separated by commas.
 * @throws BaselineError MEDKIT_COMPARE_OPTION naming the word
 */
export function parseAllow(text: string): AllowWord[] {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const unknown = words.find((word) => !ALLOW_WORDS.includes(word as AllowWord));
  if (unknown !== undefined || words.length === 0) {
    throw new BaselineError('MEDKIT_COMPARE_OPTION', `--allow-different does not know "${unknown ?? text}"`, {
      next: `words it knows: ${ALLOW_WORDS.join(', ')}`,
    });
  }
  return words as AllowWord[];
}

/** A refusal as one sentence that names the key. */
export function describeRefusal(refused: Refusal): string {
  const { kind, key, baseline, run } = refused;
  if (kind === 'nothing') return 'the baseline and the run have no metric in common';
  if (kind === 'missing') return `${key} is in the baseline (${baseline}) and missing from the run`;
  if (kind === 'load') {
    const side = run === 'true' ? 'the run' : 'the baseline';
    return `${key}: the host was busy with something else while ${side} was taken`;
  }
  return `${key} differs: ${baseline} in the baseline, ${run} in the run`;
}

function laneRefusals(name: string, before: MeasuredLane, lane: MeasuredLane, unknown: string[]): Refusal[] {
  const found: Refusal[] = [];
  if (before.high_load === true && lane.high_load !== true) {
    found.push(refusal('load', `${name}.high_load`, true, lane.high_load));
  }
  if (before.method_version === null || lane.method_version === null) unknown.push(`${name}.method_version`);
  else if (before.method_version !== lane.method_version) {
    found.push(refusal('method', `${name}.method_version`, before.method_version, lane.method_version));
  }
  if (before.profile === null || lane.profile === null) unknown.push(`${name}.profile`);
  else if (before.profile !== lane.profile) {
    found.push(refusal('params', `${name}.profile`, before.profile, lane.profile));
  }
  if (before.quick !== null && lane.quick !== null && before.quick !== lane.quick) {
    found.push(refusal('params', `${name}.quick`, before.quick, lane.quick));
  }
  if (before.parameters === null || lane.parameters === null) unknown.push(`${name}.parameters`);
  else {
    for (const d of parameterDifferences(before.parameters, lane.parameters)) {
      found.push(refusal('params', `${name}.parameters.${d.key}`, d.baseline, d.run));
    }
  }
  return found;
}

function missing(name: string, before: MeasuredLane, lane: MeasuredLane | undefined): Refusal[] {
  if (lane === undefined) {
    return [refusal('missing', `lane ${name}`, `${Object.keys(before.metrics).length} metrics`, null)];
  }
  return Object.keys(before.metrics)
    .filter((metric) => !(metric in lane.metrics))
    .map((metric) => refusal('missing', metric, 'measured', null));
}

function shareMetrics(before: MeasuredLane, lane: MeasuredLane | undefined): boolean {
  return lane !== undefined && Object.keys(before.metrics).some((metric) => metric in lane.metrics);
}

function metricCount(lanes: Readonly<Record<string, MeasuredLane>>): number {
  return Object.values(lanes).reduce((sum, lane) => sum + Object.keys(lane.metrics).length, 0);
}

function hostNotes(baseline: BaselineFile, run: MeasuredRun): Note[] {
  return hostWarnings(baseline.host, run.host).map((d) => ({
    code: `host-${d.key}`,
    message: `host.${d.key} was ${d.baseline} for the baseline and is ${d.run} now: small differences may come from it`,
  }));
}

function refusal(kind: Refusal['kind'], key: string, baseline: unknown, run: unknown): Refusal {
  return { kind, key, baseline: shown(baseline), run: shown(run) };
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'not said';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
