import { z } from 'zod';
import type { HistoryEntry } from './history-entry.js';

const text = z.string().nullable();

const entry = z.strictObject({
  schema_version: z.literal(1),
  id: z.string().min(1),
  run: z.string(),
  lane: z.string(),
  profile: text,
  host: z.string(),
  quick: z.boolean().nullable(),
  high_load: z.boolean().nullable(),
  method_version: z.number().nullable(),
  commit: text,
  finished_at: text,
  metrics: z.record(z.string(), z.number()),
});

/** Whether a parsed line has every field. */
export function isHistoryEntry(data: unknown): data is HistoryEntry {
  return entry.safeParse(data).success;
}
