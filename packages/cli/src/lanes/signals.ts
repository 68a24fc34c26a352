import { evaluateExpression } from '../expressions/evaluate.js';
import type { Profile } from '../profile/schema.js';
import { AGGREGATED } from './aggregate.js';
import type { LaneRow } from './lane.js';
import type { LaneName } from './settings.js';
import { numericOverrides } from './numeric-overrides.js';

const ELSEWHERE: ReadonlySet<string> = new Set([...AGGREGATED, 'entity_count']);

/** A rule of the profile that had something to say. */
export interface Signal {
  says: string;
  when: string;
  row: string;
}

/** The profile's derived metrics by row, and the signals that fired. */
export interface Insights {
  derived: Record<string, Record<string, number | boolean | null>>;
  signals: Signal[];
}

/**
 * Evaluates the profile's derived metrics and signals over a lane's rows. A figure is known by its
 * own name and, for a median, also without `_median`; what is unknown stays unknown and fires nothing.
 */
export async function insightsOf(
  lane: LaneName,
  rows: readonly LaneRow[],
  profile: Profile,
): Promise<Insights> {
  const rules = profile.signals.filter((signal) => signal.lane === lane);
  const unset = namesOfOtherRows(lane, rows, profile);
  const derived: Insights['derived'] = {};
  const signals: Signal[] = [];
  for (const row of rows) {
    const figures = variablesOf(row.figures);
    const made: Record<string, number | boolean | null> = {};
    for (const [name, expression] of Object.entries(profile.derived)) {
      if (!knownNames(expression, figures)) continue;
      const value = await evaluateExpression(expression, figures, `derived.${name}`);
      made[name] = value;
      figures[name] = typeof value === 'number' ? value : null;
    }
    if (Object.keys(made).length > 0) derived[row.label] = made;
    for (const { when, says } of rules) {
      const known = { ...unset, ...figures };
      const fired = await evaluateExpression(when, known, `signals, lane ${lane}`);
      if (fired === true) signals.push({ says: fill(says, known), when, row: row.label });
    }
  }
  return { derived, signals };
}

/** A rule is put to every row: what another row or setting has is unknown here, not a mistake of the rule. */
function namesOfOtherRows(lane: LaneName, rows: readonly LaneRow[], profile: Profile): Record<string, null> {
  const settings = lane === 'sweep' ? Object.values(profile.sweep ?? {}).map(numericOverrides) : [];
  const all = [...rows.map((row) => variablesOf(row.figures)), ...settings];
  return Object.fromEntries(all.flatMap((one) => Object.keys(one)).map((name) => [name, null]));
}

function variablesOf(figures: Readonly<Record<string, unknown>>): Record<string, number | null> {
  const variables: Record<string, number | null> = {};
  for (const [name, value] of Object.entries(figures)) {
    if (value !== null && typeof value !== 'number') continue;
    variables[name] = value;
    if (name.endsWith('_median')) variables[name.slice(0, -'_median'.length)] ??= value;
  }
  return variables;
}

// A metric made of figures that this lane does not have is none of this lane's business.
function knownNames(expression: string, figures: Readonly<Record<string, unknown>>): boolean {
  const names = expression.match(/[a-z_][a-z0-9_]*/gi) ?? [];
  const has = (name: string): boolean => Object.hasOwn(figures, name);
  // A figure that other lanes have and this one has not; any other unknown name is a mistake and will be said.
  return names.some(has) && !names.some((name) => ELSEWHERE.has(name) && !has(name));
}

function fill(says: string, figures: Readonly<Record<string, number | null>>): string {
  return says.replace(/\{([a-z][a-z0-9_]*)\}/g, (whole, name: string) => {
    const value = figures[name];
    if (value === undefined) return whole;
    return value === null ? 'unknown' : String(Math.round(value * 1000) / 1000);
  });
}
