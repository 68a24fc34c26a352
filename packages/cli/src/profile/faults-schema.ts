import { z } from 'zod';

const counter = z.strictObject({
  url: z.string(),
  /** Dotted path to an array (its length counts) or to a number. */
  path: z.string().default('items'),
});

const request = {
  kind: z.literal('http'),
  url: z.string(),
  headers: z.record(z.string(), z.string()).default({}),
};

const command = z.strictObject({ kind: z.literal('command'), command: z.array(z.string()).min(1) });

/** What the fault manager is told besides the code. */
const fields = {
  /** Namespace of the fault manager's services. */
  service: z.string().default('/fault_manager'),
  severity: z.number().int().min(0).max(3).default(3),
  source_id: z.string().min(1).default('/medkit_bench'),
  description: z.string().default('injected by medkit-bench'),
};

/** How faults are reported, taken back and counted. `{code}` stands for a fault's code. */
export const faultsSchema = z.strictObject({
  inject: z.discriminatedUnion('kind', [
    z.strictObject({
      ...request,
      method: z.enum(['POST', 'PUT']).default('POST'),
      body: z.record(z.string(), z.unknown()).default({}),
    }),
    command,
    /** A script that the gateway offers, run once a fault and awaited. */
    z.strictObject({
      kind: z.literal('scripts'),
      base_url: z.string(),
      /** Whose script: `components/nav2-stack`. */
      entity: z.string(),
      script: z.string(),
      /** Puts things right again. */
      clear_script: z.string().optional(),
      parameters: z.record(z.string(), z.unknown()).optional(),
      headers: z.record(z.string(), z.string()).default({}),
    }),
    /** `ros2 service call` beside the target, a process for each fault. */
    z.strictObject({
      kind: z.literal('ros2'),
      command: z.array(z.string()).min(1).default(['ros2']),
      ...fields,
    }),
    /** One ROS client beside the target that lives through the window. */
    z.strictObject({
      kind: z.literal('ros-client'),
      /** Python with rclpy, and whatever must stand before it to have one: its environment decides the domain. */
      python: z.array(z.string()).min(1).default(['python3']),
      ...fields,
    }),
  ]),
  /** How an HTTP or command fault is taken back; the other kinds know how themselves. */
  clear: z
    .discriminatedUnion('kind', [
      z.strictObject({
        ...request,
        method: z.enum(['DELETE', 'POST', 'PUT']).default('DELETE'),
        body: z.record(z.string(), z.unknown()).optional(),
      }),
      command,
    ])
    .optional(),
  /** Where the target lists confirmed faults, and the recordings it kept. */
  confirmed: counter.optional(),
  recordings: counter.optional(),
  /** Parameters that each mode sets. */
  modes: z.record(z.string().regex(/^[a-z0-9][a-z0-9-]*$/), z.record(z.string(), z.unknown())),
});

export type FaultsSpec = z.infer<typeof faultsSchema>;
