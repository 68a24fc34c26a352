import { z } from 'zod';

/** How heaptrack or valgrind is put around the target. Where `start.command` holds the word `{wrap}`, they go there. */
export const wrapSchema = z.strictObject({
  /** What to start instead of `start.command`: the program itself, as one process in the foreground. */
  command: z.array(z.string()).min(1).optional(),
  /** The signal it ends on cleanly; default `stop.signal`, or SIGTERM where that is another. */
  signal: z.enum(['SIGINT', 'SIGTERM']).optional(),
  /** How much longer than usual it may take to be ready and to end under valgrind; under heaptrack a sixth of it. */
  slowdown: z.number().min(1).max(1000).default(30),
  /** Suppressions for valgrind: `fastdds`, `cyclonedds`, or files beside the profile. */
  suppressions: z.array(z.string()).default([]),
});
