import { z } from 'zod';
import { onlyIn } from './only-in.js';
import { seconds } from './seconds.js';

/** What stands for itself in the target's own list: the first item where a text at one of the paths matches. */
const find = z.strictObject({
  url: z.string(),
  list: z.string().default('items'),
  /** Dotted paths within an item, the surest first. */
  where: z.array(z.string()).min(1),
  matches: z.string().refine(isExpression, 'is no regular expression'),
  /** Dotted path of what `{found}` stands for. */
  take: z.string(),
});

function isExpression(text: string): boolean {
  try {
    return new RegExp(text).source !== '';
  } catch {
    return false;
  }
}

const readBack = z.strictObject({
  /** `{found}` is what `find` found. */
  url: z.string(),
  find: find.optional(),
  list: z.string().default('items'),
  name: z.string().default('name'),
  value: z.string().default('value'),
  /** Where a list without values leaves it: each asked parameter by itself, at its name below `url`. */
  each: z.strictObject({ value: z.string() }).optional(),
  /** How long a target that cannot answer yet is asked again. */
  retry_s: seconds.default(10),
});

/** Parameters of a second process of the target, in the same file. `--set NAME:PARAMETER=VALUE` sets one. */
const paramsSection = z.strictObject({
  root: z.array(z.string()).min(1),
  base: z.record(z.string(), z.unknown()).default({}),
  read_back: readBack.optional(),
  lanes: onlyIn,
});

/** How the target takes its parameters, and how those in force are read back. */
export const paramsSchema = z.strictObject({
  /** YAML file, inside the instance's folder, that the instance reads at start. */
  file: z.string(),
  /** A file of the target's own that this one is a changed copy of. */
  copy_of: z.string().optional(),
  /** Keys under which the parameters stand in that file. */
  root: z.array(z.string()).default([]),
  /** Parameters that every instance gets. */
  base: z.record(z.string(), z.unknown()).default({}),
  /** The parameter that --refresh-ms sets. */
  refresh_ms: z.string().optional(),
  /** Where the parameters in force are read back from the running target. */
  read_back: readBack.optional(),
  /** Parameters that take fractions: a whole number of theirs is written with a decimal point. */
  floats: z.array(z.string()).default([]),
  /** Parameters of further processes by name. */
  sections: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), paramsSection).default({}),
});
