import { z } from 'zod';
import { configKey } from '../commands/lane-option.js';
import { LANE_OPTIONS } from '../commands/lane-options.js';
import { LANE_NAMES } from '../lanes/lane-names.js';
import type { LaneName } from '../lanes/settings.js';
import { budgetsSchema } from '../profile/comparison-schema.js';

const laneValue = z.union([z.string(), z.number(), z.array(z.union([z.string(), z.number()]))]);

type LaneSection = z.ZodType<Record<string, unknown> | undefined>;

function laneSection(lane: LaneName): LaneSection {
  const options = LANE_OPTIONS.filter((option) => option.lanes.includes(lane));
  const shape = options.map((option) => [configKey(option), laneValue.optional().describe(option.describe)]);
  return z.strictObject(Object.fromEntries(shape) as Record<string, z.ZodType>).optional();
}

const laneSections = Object.fromEntries(LANE_NAMES.map((lane) => [lane, laneSection(lane)])) as Record<
  LaneName,
  LaneSection
>;

/** A configuration file; published as JSON Schema. */
export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  profile: z.string().optional().describe('what to measure: the name of a profile or a path'),
  vars: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .optional()
    .describe('variables of the profile'),
  results_dir: z.string().optional().describe('where runs go'),
  quick: z.boolean().optional().describe('short windows and few repeats'),
  strict: z.boolean().optional().describe('refuse to start on a busy host'),
  budgets: budgetsSchema.optional().describe('absolute limits by metric, over those of the profile'),
  ...laneSections,
});

/** What a configuration may say. */
export type Config = Partial<z.infer<typeof configSchema>>;

/** Keys of one lane's section. */
export function laneKeys(lane: LaneName): string[] {
  return LANE_OPTIONS.filter((option) => option.lanes.includes(lane)).map(configKey);
}
