import { z } from 'zod';
import { configSchema } from '../config/config-schema.js';
import { resolveSettings } from '../config/resolve-settings.js';
import { badInput, EXIT } from '../errors.js';
import { LANE_NAMES } from '../lanes/lane-names.js';
import { profileSchema } from '../profile/schema.js';
import type { GlobalFlags, Globals } from './globals.js';
import type { LaneSettings } from '../lanes/settings.js';
import type { LaneOption } from './lane-option.js';
import { configKey, optionKey } from './lane-option.js';
import { LANE_OPTIONS } from './lane-options.js';
import type { Io } from './run-lanes.js';

/** One setting as it holds. */
interface ExplainedSetting {
  key: string;
  value: unknown;
  /** `default`, `flag`, the configuration file or the environment variable. */
  from: string;
}

const SCHEMAS = { config: configSchema, profile: profileSchema } as const;

/** Prints the settings that hold with where each comes from, or one of the schemas. */
export function configCommand(
  schema: string | undefined,
  flags: GlobalFlags,
  globals: Globals,
  io: Io,
): Promise<number> {
  if (schema !== undefined) {
    io.stdout.write(`${schemaText(schema)}\n`);
    return Promise.resolve(EXIT.ok);
  }
  const settings = explainSettings(flags, globals);
  if (globals.json) {
    io.stdout.write(`${JSON.stringify({ file: globals.found.file, settings })}\n`);
    return Promise.resolve(EXIT.ok);
  }
  const width = Math.max(...settings.map(({ key }) => key.length));
  const lines = settings.map(
    ({ key, value, from }) => `${key.padEnd(width)}  ${JSON.stringify(value).padEnd(24)}  ${from}`,
  );
  io.stdout.write(`configuration file: ${globals.found.file ?? 'none found'}\n\n${lines.join('\n')}\n`);
  return Promise.resolve(EXIT.ok);
}

/** The JSON Schema for editors. @throws BenchError for an unknown name */
export function schemaText(name: string): string {
  const schema = SCHEMAS[name as keyof typeof SCHEMAS];
  if (!schema) throw badInput(`--schema: '${name}' is not a schema`, 'config or profile');
  return JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2);
}

function explainSettings(flags: GlobalFlags, globals: Globals): ExplainedSetting[] {
  const { origins } = globals.found;
  const global = (key: string, flag: keyof GlobalFlags, value: unknown): ExplainedSetting => ({
    key,
    value,
    from: flags[flag] === undefined ? (origins[key] ?? 'default') : 'flag',
  });
  return [
    global('profile', 'profile', globals.profile),
    global('results_dir', 'resultsDir', globals.resultsDir),
    global('quick', 'quick', globals.quick),
    global('strict', 'strict', globals.strict),
    ...LANE_NAMES.flatMap((lane) => {
      const held = resolveSettings(lane, globals.quick, globals.found.config[lane], {});
      return LANE_OPTIONS.filter((option) => option.lanes.includes(lane)).map((option) => {
        const key = `${lane}.${configKey(option)}`;
        return { key, value: valueOf(option, held), from: origins[key] ?? 'default' };
      });
    }),
  ];
}

function valueOf(option: LaneOption, held: LaneSettings): unknown {
  const values = held as unknown as Record<string, unknown>;
  const name = option.setting ?? optionKey(option);
  return name in values ? values[name] : values[`${name}S`];
}
