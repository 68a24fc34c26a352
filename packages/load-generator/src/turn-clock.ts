import { nowMs } from './monotonic-clock.js';

let startMs: number | null = null;

const endTurn = (): void => {
  startMs = null;
};

/**
 * When the event loop woke for what it hands out in this turn, on the clock of {@link nowMs}. The answers that one turn
 * reads were all there by then; the last of three hundred is read ten milliseconds later, which is this process's time and
 * not the server's. An answer of which a part came by then and the rest while others were read is told too short, by
 * less than the turn. To be called from what the loop hands out: reads and messages of other threads.
 */
export function turnStartMs(): number {
  if (startMs === null) {
    startMs = nowMs();
    // Runs when all of the turn has been handed out.
    setImmediate(endTurn);
  }
  return startMs;
}
