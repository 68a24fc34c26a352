/**
 * Which events of one stream never came, by ids that count up by one, as a gateway numbers its fault events.
 * Carried over a reconnection, where `Last-Event-ID` asks for what was missed. A smaller id is no gap: the server
 * replays, or it has begun anew.
 */
export class EventGaps {
  #last: number | null = null;

  /** How many events are missing before this one; null when its id is no whole number. */
  missedBefore(id: string): number | null {
    if (!/^\d{1,15}$/.test(id)) return null;
    const at = Number(id);
    const missed = this.#last === null ? 0 : Math.max(0, at - this.#last - 1);
    this.#last = at;
    return missed;
  }
}
