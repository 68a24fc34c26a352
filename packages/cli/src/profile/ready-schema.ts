import { z } from 'zod';
import { seconds } from './seconds.js';

const httpCheck = z.strictObject({
  /** GET this; a 2xx answer within the timeout means yes. */
  http: z.string(),
  timeout_s: seconds.default(30),
  /** Dotted paths that a complete answer holds; one that stays incomplete is taken as it is after `complete_s`. */
  complete: z.array(z.string()).default([]),
  complete_s: seconds.default(10),
});

const commandCheck = z.strictObject({
  /** Run this; exit code 0 means yes. */
  command: z.array(z.string()).min(1),
  timeout_s: seconds.default(30),
});

/** When a started process can be used. */
export const readySchema = z.union([httpCheck, commandCheck]);

export type ReadySpec = z.infer<typeof readySchema>;
