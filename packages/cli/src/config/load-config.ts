import { cosmiconfig } from 'cosmiconfig';
import { z } from 'zod';
import { configKey, LANE_OPTIONS } from '../commands/lane-options.js';
import { badInput, messageOf } from '../errors.js';
import type { LaneName } from '../lanes/settings.js';
import { nearestName } from '../nearest-name.js';

const laneValue = z.union([z.string(), z.number(), z.array(z.union([z.string(), z.number()]))]);

function laneSection(lane: LaneName): z.ZodType<Record<string, unknown> | undefined> {
  const keys = LANE_OPTIONS.filter((option) => option.lanes.includes(lane)).map(configKey);
  return z.strictObject(Object.fromEntries(keys.map((key) => [key, laneValue.optional()]))).optional();
}

const configSchema = z.strictObject({
  $schema: z.string().optional(),
  profile: z.string().optional(),
  vars: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  results_dir: z.string().optional(),
  quick: z.boolean().optional(),
  strict: z.boolean().optional(),
  footprint: laneSection('footprint'),
  scaling: laneSection('scaling'),
  sweep: laneSection('sweep'),
  load: laneSection('load'),
  fault: laneSection('fault'),
  churn: laneSection('churn'),
});

/** What a configuration file may say. */
export type Config = Partial<z.infer<typeof configSchema>>;

/** A configuration and where it was found. */
export interface FoundConfig {
  config: Config;
  file: string | null;
}

const NAME = 'medkit-bench';

/**
 * The configuration named by `--config`, else the nearest `medkit-bench.config.{yaml,yml,json,js,mjs}`
 * or `package.json` key from the current folder upwards, else an empty one.
 * @throws BenchError (exit 2) naming the file and the key
 */
export async function loadConfig(file: string | undefined): Promise<FoundConfig> {
  const explorer = cosmiconfig(NAME, {
    searchPlaces: [
      'package.json',
      ...['yaml', 'yml', 'json', 'js', 'mjs'].map((ending) => `${NAME}.config.${ending}`),
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
    const known = lane
      ? LANE_OPTIONS.filter((option) => option.lanes.includes(lane)).map(configKey)
      : Object.keys(configSchema.shape);
    const near = nearestName(key, known);
    throw badInput(
      `configuration ${source}: unknown key '${[...issue.path, key].join('.')}'`,
      near ? `did you mean '${near}'?` : `known: ${known.join(', ')}`,
    );
  }
  throw badInput(`configuration ${source}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`);
}
