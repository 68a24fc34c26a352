import type { CellPlan } from '../engine/cell.js';
import { badInput } from '../errors.js';
import { deepMerge, nestAll } from '../json-path.js';
import { nearestName } from '../nearest-name.js';
import type { Profile } from '../profile/schema.js';
import { aggregate } from './aggregate.js';
import type { CellRecord } from './cell-record.js';
import { compareSettings } from './compare-settings.js';
import { factorialEffects } from './factorial-effects.js';
import type { Lane, LaneFindings } from './lane.js';
import { interleave, planCell } from './plan-cell.js';
import { numericOverrides } from './numeric-overrides.js';
import type { LaneSettings } from './settings.js';
import type { Ranked, SweepCell } from './sweep-words.js';
import { DEFAULT, wordsOf } from './sweep-words.js';

/** Two to the power of this many instances a repeat is as much as a factorial design may ask. */
const MAX_FACTORS = 5;

/** Which setting costs most. */
export const sweepLane: Lane = {
  name: 'sweep',
  plan: planSweep,
  summarise: summariseSweep,
  rowsFor: (numbers) => {
    const rows = numbers['cells'] as SweepCell[];
    return rows.map((row) => ({
      label: row.setting,
      figures: { ...row, ...numericOverrides(row.overrides), ...sharesOf(row, rows[0]) },
    }));
  },
};

type Overrides = Record<string, unknown>;

/** The settings to measure by name, the default first. */
function settingsOf(settings: LaneSettings, profile: Profile): Map<string, Overrides> {
  const sets = profile.sweep ?? {};
  const names = Object.keys(sets);
  if (names.length === 0) {
    throw badInput(
      `sweep needs settings to compare, and profile '${profile.name}' has none`,
      'add sweep: to the profile, for example sweep: {slow: {refresh_interval_ms: 5000}}',
    );
  }
  for (const name of settings.only ?? []) {
    if (names.includes(name)) continue;
    const near = nearestName(name, names);
    throw badInput(
      `--only: the profile's sweep has no '${name}'`,
      near ? `did you mean '${near}'? Known: ${names.join(', ')}` : `known: ${names.join(', ')}`,
    );
  }
  const chosen = names.filter((name) => settings.only === null || settings.only.includes(name));
  const single = new Map(chosen.map((name) => [name, sets[name] ?? {}]));
  if (settings.design === 'one-at-a-time') return new Map([[DEFAULT, {}], ...single]);
  return combinations(single);
}

/** Every combination of the settings, named `a+b`. */
function combinations(single: ReadonlyMap<string, Overrides>): Map<string, Overrides> {
  if (single.size > MAX_FACTORS) {
    throw badInput(
      `--design factorial with ${single.size} settings would need ${2 ** single.size} instances a repeat`,
      `choose at most ${MAX_FACTORS} with --only a,b,c`,
    );
  }
  let all: [string[], Overrides][] = [[[], {}]];
  for (const [name, overrides] of single) {
    all = all.flatMap(([names, merged]) => [
      [names, merged],
      [[...names, name], { ...merged, ...overrides }],
    ]);
  }
  const sorted = all.toSorted(([a], [b]) => a.length - b.length);
  return new Map(sorted.map(([names, merged]) => [names.length === 0 ? DEFAULT : names.join('+'), merged]));
}

function planSweep(settings: LaneSettings, profile: Profile): CellPlan[] {
  const sets = settingsOf(settings, profile);
  return interleave([...sets.keys()], settings.repeats).map(({ group, repeat }) =>
    planCell(settings, profile, {
      id: `${group}-rep${repeat}`,
      label: `${group}, repeat ${repeat}`,
      repeat,
      group,
      params: deepMerge(nestAll(settings.params), nestAll(sets.get(group) ?? {})),
    }),
  );
}

/** `cpu_cores_share` and the like: the change against the default where it stands out of noise, else unknown. */
function sharesOf(row: SweepCell, base: SweepCell | undefined): Record<string, number | null> {
  return Object.fromEntries(
    row.differences.map(({ metric, difference, beyond_noise }) => {
      const median = base?.[`${metric}_median`] ?? null;
      return [`${metric}_share`, beyond_noise && difference !== null && median ? difference / median : null];
    }),
  );
}

function summariseSweep(
  cells: readonly CellRecord[],
  settings: LaneSettings,
  profile: Profile,
): LaneFindings {
  const sets = settingsOf(settings, profile);
  const of = (name: string): CellRecord[] => cells.filter((cell) => cell.group === name);
  const others = [...sets.keys()].filter((name) => name !== DEFAULT);
  const differences = compareSettings(of(DEFAULT), new Map(others.map((name) => [name, of(name)])));
  const rows = [...sets].map(([setting, overrides]): SweepCell => {
    const here = of(setting);
    const measured = here.some((cell) => cell.status === 'ok');
    return {
      setting,
      overrides,
      status: measured ? 'ok' : 'failed',
      failure: measured ? null : (here[0]?.failure ?? 'not run'),
      ...aggregate(here),
      differences: differences.get(setting) ?? [],
    };
  });
  const ranking = rank(rows);
  const effects =
    settings.design === 'factorial'
      ? {
          effects: factorialEffects(
            cells,
            Object.keys(profile.sweep ?? {}).filter((name) => sets.has(name)),
          ),
        }
      : {};
  return {
    ...wordsOf(rows, ranking, settings),
    numbers: { design: settings.design, cells: rows, cell_records: cells, ranking, ...effects },
  };
}

/** What stands out of noise, the largest share of the default's cost first. */
function rank(rows: readonly SweepCell[]): Ranked[] {
  const base = rows.find((row) => row.setting === DEFAULT);
  const ranked = rows.flatMap((row) =>
    row.differences
      .filter((difference) => difference.beyond_noise === true && difference.difference !== null)
      .map(({ metric, difference, lo95, hi95 }): Ranked => {
        const median = base?.[`${metric}_median`] ?? null;
        return {
          setting: row.setting,
          metric,
          difference: difference ?? 0,
          lo95,
          hi95,
          share: median ? (difference ?? 0) / median : null,
        };
      }),
  );
  return ranked.sort((a, b) => Math.abs(b.share ?? 0) - Math.abs(a.share ?? 0));
}
