import { z } from 'zod';

/** Absolute limits by metric in k6's grammar: `uss_mib: ["p(95)<200"]`. */
export const budgetsSchema = z.record(z.string(), z.array(z.string()).min(1));
