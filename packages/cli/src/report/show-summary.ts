import { renderTerminal } from '@medkit-bench/reporters';
import type { Io } from '../commands/run-lanes.js';
import type { Summary } from '../engine/run-lane.js';

/** The compact result of a lane for a terminal; colour only where somebody looks. */
export async function showSummary(summary: Summary, io: Pick<Io, 'stdout' | 'env'>): Promise<string> {
  const color = io.stdout.isTTY === true && !io.env['NO_COLOR'] && io.env['TERM'] !== 'dumb';
  return `${renderTerminal(summary as never, { color, width: io.stdout.columns ?? 100 })}\n`;
}
