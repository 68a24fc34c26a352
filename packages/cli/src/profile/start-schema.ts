import { z } from 'zod';
import { onlyIn } from './only-in.js';
import { readySchema } from './ready-schema.js';

const env = z.record(z.string(), z.string()).default({});

/** A second process of the target, started before the first one and ended after it. */
const companion = z.strictObject({
  command: z.array(z.string()).min(1),
  env,
  lanes: onlyIn,
  /** Asked once the target itself is ready. */
  ready: readySchema.optional(),
});

const companions = z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), companion).default({});

const local = z.strictObject({
  kind: z.literal('local'),
  /** The word `{wrap}` stands for the words of a profiler where one is asked for, and for nothing otherwise. */
  command: z.array(z.string()).min(1),
  env,
  companions,
});

const docker = z.strictObject({
  kind: z.literal('docker'),
  image: z.string(),
  /** Build the image first; paths are relative to the profile. */
  build: z
    .strictObject({
      context: z.string(),
      dockerfile: z.string().optional(),
      args: z.record(z.string(), z.string()).default({}),
    })
    .optional(),
  pull: z.enum(['missing', 'always', 'never']).default('missing'),
  command: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  env,
  user: z.string().optional(),
  /** Ports inside the container by the profile's port names. */
  ports: z.record(z.string(), z.number().int().min(1).max(65_535)).default({}),
  mounts: z
    .array(z.strictObject({ host: z.string(), container: z.string(), read_only: z.boolean().default(true) }))
    .default([]),
  network: z.string().default('bridge'),
  init: z.boolean().default(false),
  cap_add: z.array(z.string()).default([]),
  shm_mib: z.number().positive().optional(),
  memory_limit_mib: z.number().positive().optional(),
  cpu_limit: z.number().positive().optional(),
});

const compose = z.strictObject({
  kind: z.literal('compose'),
  /** Relative to the profile; later ones override earlier ones. */
  files: z.array(z.string()).min(1),
  service: z.string(),
  env,
  /**
   * Each instance uses a copy of the (one) file without fixed names of containers, volumes and
   * networks and without published ports, so that a project of yours from the same file is not met.
   */
  isolate: z
    .strictObject({
      /** Ports inside the service's container by the profile's port names. */
      ports: z.record(z.string(), z.number().int().min(1).max(65_535)).default({}),
      /** Files laid over the container's, read-only. */
      mounts: z.array(z.strictObject({ host: z.string(), container: z.string() })).default([]),
      /** Name under which an image that is built is kept for the next instance. */
      image: z.string().optional(),
    })
    .optional(),
});

/**
 * Ports of the other side's loopback by the profile's port names, for targets that only that side can reach: everything that is
 * asked of them then goes through the SSH connection, and its time is in every latency.
 */
const forward = z.record(z.string(), z.number().int().min(1).max(65_535)).default({});

const ssh = z.strictObject({
  kind: z.literal('ssh'),
  /** `USER@HOST[:PORT]`. */
  address: z.string(),
  identity_file: z.string().optional(),
  command: z.array(z.string()).min(1),
  env,
  companions,
  forward,
});

const text = z.union([z.string(), z.number()]);

const attach = z.strictObject({
  kind: z.literal('attach'),
  pid: text.optional(),
  name: z.string().optional(),
  container: z.string().optional(),
  ssh: z.string().optional(),
  /** Only with `ssh`. */
  forward,
});

/** How a fresh instance is started, or what to attach to. */
export const startSchema = z.discriminatedUnion('kind', [local, docker, compose, ssh, attach]);

export type StartSpec = z.infer<typeof startSchema>;
export type CompanionSpec = z.infer<typeof companion>;
export type LocalStartSpec = z.infer<typeof local>;
export type DockerStartSpec = z.infer<typeof docker>;
export type ComposeStartSpec = z.infer<typeof compose>;
export type SshStartSpec = z.infer<typeof ssh>;
export type AttachStartSpec = z.infer<typeof attach>;
