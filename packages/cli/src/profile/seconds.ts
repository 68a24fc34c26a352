import { z } from 'zod';

/** Seconds. */
export const seconds = z.number().positive().max(86_400);
