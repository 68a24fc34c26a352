import { z } from 'zod';
import { faultsSchema } from './faults-schema.js';
import { onlyIn } from './only-in.js';
import { paramsSchema } from './params-schema.js';
import { readySchema } from './ready-schema.js';
import { seconds } from './seconds.js';
import { LANE_NAMES } from '../lanes/lane-names.js';
import { startSchema } from './start-schema.js';
import { versionSchema } from './version-schema.js';
import { wrapSchema } from './wrap-schema.js';

/** Files written into the instance's own folder before it starts. */
const file = z.strictObject({
  path: z.string(),
  /** The text; `{name}` stands for its value. */
  content: z.string().optional(),
  /** Or a file beside the profile, copied as it is. */
  from: z.string().optional(),
});

const subject = z.strictObject({
  /** The process name (comm) to look for inside the instance's own process tree. Absent: the started process itself. */
  comm: z.string().optional(),
  /** Measure the process and its descendants as one. */
  tree: z.boolean().default(false),
  lanes: onlyIn,
});

const countEntities = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('http-json'),
    url: z.string(),
    /** Dotted path to an array (its length counts) or to a number. */
    path: z.string().default('items'),
  }),
  z.strictObject({
    kind: z.literal('http-each'),
    url: z.string(),
    headers: z.record(z.string(), z.string()).default({}),
    /** The body that entity {i} must answer with. */
    expect: z.string(),
    concurrency: z.number().int().min(1).max(256).default(16),
  }),
  z.strictObject({
    kind: z.literal('command'),
    command: z.array(z.string()).min(1),
    /** The first group of this expression in the output is the count. */
    match: z.string().default('(\\d+)'),
  }),
]);

const ddsGraph = z.strictObject({
  /** Announce the nodes over DDS discovery from a process of ours; no ROS needed. */
  kind: z.literal('dds'),
  domain: z.union([z.number().int(), z.string()]).default(0),
  distro: z.enum(['jazzy', 'humble']).default('jazzy'),
  /** Network interface or IPv4 address to speak from; loopback by default. */
  interface: z.string().optional(),
  address: z.string().optional(),
  peers: z.array(z.string()).default([]),
  multicast: z.boolean().default(true),
  /** With or without what rclcpp gives every node. */
  shape: z.enum(['full', 'lite']).default('full'),
  /** Values a second on topics that somebody reads. */
  rate: z.number().min(0).default(0),
  lease_s: z.number().min(1).default(20),
  nodes_per_s: z.number().positive().optional(),
});

const rclpyGraph = z.strictObject({
  /** Real ROS nodes in one Python process beside the target, in its environment: the costly way, for comparison. */
  kind: z.literal('rclpy'),
  /** The Python of a ROS installation, with what sources its set-up. */
  python: z.array(z.string()).min(1).default(['python3']),
});

const graph = z.discriminatedUnion('kind', [
  ddsGraph,
  rclpyGraph,
  /** POST the planned graph to the reference gateway's control route. */
  z.strictObject({ kind: z.literal('reference-gateway'), base_url: z.string() }),
  /** Write one block per entity into a file before the instance starts. */
  z.strictObject({ kind: z.literal('config-file'), path: z.string(), each: z.string() }),
  /** Feed one line per entity to a command's standard input once the instance is ready. */
  z.strictObject({
    kind: z.literal('command'),
    command: z.array(z.string()).min(1),
    each: z.string(),
    /** One line that takes entity {i} away again, for churn. */
    remove: z.string().optional(),
  }),
]);

const loadFields = z.strictObject({
  base_url: z.string(),
  /**
   * Where requests come from: `here`, or `target`, its container or its host over SSH, where nothing else can reach it. Node has to
   * be there, `base_url` is an address there, and the generator takes its share of the target's processors.
   */
  from: z.enum(['here', 'target']).default('here'),
  paths: z.array(z.string()).min(1),
  sse_path: z.string().optional(),
  /** Paths that are only known once the target runs: the text at `path` of `url`'s answer, and what follows it. */
  discover: z
    .array(
      z.strictObject({
        url: z.string(),
        path: z.string(),
        suffix: z.string().default(''),
        /** Only at this level; at both by default. */
        level: z.enum(['light', 'heavy']).optional(),
      }),
    )
    .default([]),
  /** What --connections is when it is not given. */
  connections: z.enum(['keep-alive', 'new', 'both']).optional(),
  /** Headers by name; a value `$NAME` is read from the environment. */
  headers: z.record(z.string(), z.string()).default({}),
});

const load = loadFields.refine((given) => given.from === 'here' || given.discover.length === 0, {
  message: 'discover asks from here what from: target says only the target can reach; name the paths instead',
  path: ['discover'],
});

const signal = z.strictObject({
  /** Lane whose results it looks at. */
  lane: z.enum(LANE_NAMES),
  /** An expression over the row's figures that is true when there is something to say. */
  when: z.string(),
  /** What to say; `{name}` is replaced by the figure. */
  says: z.string(),
});

/** A regular expression, as text. */
const expression = z.string().refine((text) => {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}, 'this is not a regular expression');

const plainVariable = z.union([z.string(), z.number(), z.null()]);
/** A value, or a variable of the environment with the value that stands in for it. */
const variable = z.union([
  plainVariable,
  z.strictObject({ environment: z.string(), default: plainVariable.default(null) }),
  /** A file or folder: relative to where the command is called when it is given, else to the profile. */
  z.strictObject({ path: z.string().nullable() }),
]);

/** A profile: what to measure and how to bring it up. Every part but `start` is optional. */
export const profileSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens'),
  description: z.string().default(''),
  /** Values that `{var:NAME}` stands for; `--var NAME=VALUE` sets one, null must be set. */
  vars: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), variable).default({}),
  start: startSchema,
  /** Names of loopback ports to reserve; `{port}` stands for the first, `{port:NAME}` for each. */
  ports: z.array(z.string()).default(['main']),
  files: z.array(file).default([]),
  subjects: z.record(z.string(), subject).default({ main: { tree: false } }),
  /** Expressions over thread names by category; what none of them fits stays unattributed. */
  threads: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), z.array(expression)).default({}),
  ready: readySchema.optional(),
  entities: z.strictObject({ noun: z.string().default('entities'), count: countEntities }).optional(),
  graph: graph.optional(),
  params: paramsSchema.optional(),
  load: load.optional(),
  /** Named sets of parameter overrides (dotted names) that the sweep lane compares with the default. */
  sweep: z.record(z.string().regex(/^[a-z0-9][a-z0-9-]*$/), z.record(z.string(), z.unknown())).optional(),
  faults: faultsSchema.optional(),
  /** Names that the target remembers for good up to a cap; growth until the cap is no leak. */
  churn: z.strictObject({ remembered_names: z.number().int().positive() }).optional(),
  /** Thresholds and directions of metrics, and absolute budgets, for `compare`; checked where they are used. */
  compare: z.record(z.string(), z.unknown()).optional(),
  /** Metrics made of others, as expressions by name. */
  derived: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), z.string()).default({}),
  /** What is worth saying to an owner, as rules over the figures. */
  signals: z.array(signal).default([]),
  /** Where the target tells its version: a JSON answer kept in the metadata. */
  version: versionSchema.optional(),
  /** How a profiler or a leak checker is put around the target. */
  wrap: wrapSchema.optional(),
  stop: z
    .strictObject({
      signal: z.enum(['SIGTERM', 'SIGINT', 'SIGQUIT']).default('SIGTERM'),
      grace_s: seconds.default(10),
    })
    .prefault({}),
});

/** A validated profile, the folder that its relative paths start from, and the lane it is used in. */
export type Profile = z.infer<typeof profileSchema> & {
  dir: string;
  lane?: string;
  /** The profiles of two builds that are compared, by the group of their cells. */
  builds?: Readonly<Record<'a' | 'b', Profile>>;
};
export type EntityCounter = NonNullable<Profile['entities']>['count'];
export type GraphSpec = NonNullable<Profile['graph']>;
export type DdsGraphSpec = z.infer<typeof ddsGraph>;
export type RclpyGraphSpec = z.infer<typeof rclpyGraph>;
export type SimpleGraphSpec = Exclude<GraphSpec, DdsGraphSpec | RclpyGraphSpec>;
export type ParamsSpec = NonNullable<Profile['params']>;
export type { FaultsSpec } from './faults-schema.js';
