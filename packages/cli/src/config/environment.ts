import { badInput } from '../errors.js';
import { LANE_NAMES } from '../lanes/lane-names.js';
import { nearestName } from '../nearest-name.js';
import type { Config } from './config-schema.js';
import { laneKeys } from './config-schema.js';

const PREFIX = 'MEDKIT_BENCH_';

/** Variables with this prefix that are no settings: one for bug reports, and the marks of what a run started. */
const OTHERS = ['DEBUG', 'LABEL', 'INSTANCE', 'EXEC'].map((name) => PREFIX + name);

const FLAGS = { quick: true, strict: true } as const;

/** Every setting that the environment can give: variable and dotted configuration key. */
export function environmentNames(): Map<string, string> {
  const keys = [
    'profile',
    'results_dir',
    ...Object.keys(FLAGS),
    ...LANE_NAMES.flatMap((lane) => laneKeys(lane).map((key) => `${lane}.${key}`)),
  ];
  return new Map(keys.map((key) => [PREFIX + key.replace('.', '_').toUpperCase(), key]));
}

/** Settings from `MEDKIT_BENCH_PROFILE`, `MEDKIT_BENCH_FOOTPRINT_DURATION` and so on. */
export interface EnvironmentConfig {
  config: Config;
  /** The variable that each dotted key came from. */
  origins: Record<string, string>;
}

/** @throws BenchError (exit 2) for a variable of ours that sets nothing, or a flag that is neither yes nor no */
export function configFromEnvironment(env: Readonly<Record<string, string | undefined>>): EnvironmentConfig {
  const names = environmentNames();
  const config: Record<string, unknown> = {};
  const origins: Record<string, string> = {};
  for (const [variable, value] of Object.entries(env)) {
    if (!variable.startsWith(PREFIX) || OTHERS.includes(variable) || value === undefined || value === '')
      continue;
    const key = names.get(variable);
    if (key === undefined) throw unknownVariable(variable, [...names.keys()]);
    origins[key] = variable;
    const [section, inner] = key.split('.') as [string, string | undefined];
    if (inner === undefined) config[section] = section in FLAGS ? yesOrNo(variable, value) : value;
    else config[section] = { ...(config[section] as object | undefined), [inner]: value };
  }
  return { config: config as Config, origins };
}

function unknownVariable(variable: string, known: readonly string[]): Error {
  const near = nearestName(variable, known);
  return badInput(
    `the environment variable ${variable} sets nothing`,
    near ? `did you mean ${near}?` : 'medkit-bench config --explain lists what can be set',
  );
}

function yesOrNo(variable: string, value: string): boolean {
  if (['1', 'true', 'yes'].includes(value.toLowerCase())) return true;
  if (['0', 'false', 'no'].includes(value.toLowerCase())) return false;
  throw badInput(`${variable}: '${value}' is neither true nor false`);
}
