import { cosmiconfig } from 'cosmiconfig';
import { badInput, messageOf } from '../errors.js';
import type { LaneName } from '../lanes/settings.js';
import { nearestName } from '../nearest-name.js';
import type { Config } from './config-schema.js';
import { configSchema, laneKeys } from './config-schema.js';
import { configFromEnvironment } from './environment.js';

/** A configuration and where it was found. */
export interface FoundConfig {
  config: Config;
  file: string | null;
  /** Where each dotted key came from: the file, or a variable of the environment. */
  origins: Record<string, string>;
}

const NAME = 'medkit-bench';

/**
 * The configuration named by `--config`, else the nearest `medkit-bench.config.{yaml,yml,json,ts,js,mjs}`
 * or `package.json` key from the current folder upwards, else an empty one; the environment over it.
 * @throws BenchError (exit 2) naming the file and the key
 */
export async function loadConfig(
  file: string | undefined,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<FoundConfig> {
  const fromFile = await readConfigFile(file);
  const fromEnvironment = configFromEnvironment(env);
  return {
    file: fromFile.file,
    config: overlay(fromFile.config, fromEnvironment.config),
    origins: { ...originsOf(fromFile.config, fromFile.file ?? ''), ...fromEnvironment.origins },
  };
}

function overlay(under: Config, over: Config): Config {
  const result: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const before = result[key];
    result[key] = isSection(value) && isSection(before) ? { ...before, ...value } : value;
  }
  return result as Config;
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function originsOf(config: Config, file: string): Record<string, string> {
  const keys = Object.entries(config).flatMap(([key, value]) =>
    isSection(value) ? Object.keys(value).map((inner) => `${key}.${inner}`) : [key],
  );
  return Object.fromEntries(keys.map((key) => [key, file]));
}

async function readConfigFile(file: string | undefined): Promise<{ config: Config; file: string | null }> {
  const explorer = cosmiconfig(NAME, {
    searchPlaces: [
      'package.json',
      ...['yaml', 'yml', 'json', 'ts', 'js', 'mjs'].map((ending) => `${NAME}.config.${ending}`),
    ],
    searchStrategy: 'project',
  });
  let found: Awaited<ReturnType<typeof explorer.search>>;
  try {
    found = file === undefined ? await explorer.search() : await explorer.load(file);
  } catch (error) {
    throw badInput(
      `the configuration${file ? ` ${file}` : ''} cannot be read: ${messageOf(error).split('\n')[0]}`,
    );
  }
  if (!found || found.isEmpty) return { config: {}, file: found?.filepath ?? null };
  return { config: validateConfig(found.config, found.filepath), file: found.filepath };
}

/** Checks a configuration value; unknown keys are errors with the nearest name. */
export function validateConfig(value: unknown, source: string): Config {
  const parsed = configSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const lane = issue.path[0] as LaneName | undefined;
    const known = lane ? laneKeys(lane) : Object.keys(configSchema.shape);
    const near = nearestName(key, known);
    throw badInput(
      `configuration ${source}: unknown key '${[...issue.path, key].join('.')}'`,
      near ? `did you mean '${near}'?` : `known: ${known.join(', ')}`,
    );
  }
  throw badInput(`configuration ${source}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`);
}
