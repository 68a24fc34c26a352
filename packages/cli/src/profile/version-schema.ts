import { z } from 'zod';

/** One version of the target whose answers differ from others', and how it is recognised. */
const variant = z.strictObject({
  /** What it is called in the report. */
  name: z.string(),
  url: z.string(),
  /** Dotted path that the JSON answer holds, or, with `present: false`, lacks. */
  path: z.string(),
  present: z.boolean().default(true),
});

/** What the first subject's memory map or environment says of how the target was built. */
const fact = z.union([
  /** First group of this expression over the paths of its shared libraries. */
  z.strictObject({ library: z.string() }),
  /** A variable of its environment. */
  z.strictObject({ environment: z.string() }),
]);

/** Where the target tells its version and build; all of it goes into the metadata. */
export const versionSchema = z.strictObject({
  /** A JSON answer kept as it is. */
  http: z.string().optional(),
  /** A file beside the target that holds the commit it was built from. */
  commit_file: z.string().optional(),
  /** A command that prints the commit; left out where one of its words is empty. */
  commit_command: z.array(z.string()).min(1).optional(),
  /** Known versions, tried in order; one that is none of them is measured all the same, with a note. */
  variants: z.array(variant).default([]),
  facts: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), fact).default({}),
});

export type VersionSpec = z.infer<typeof versionSchema>;
