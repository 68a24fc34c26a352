/**
 * When an event says it happened, in milliseconds since 1970: `timestamp` of its JSON data, as seconds
 * (fault streams), nanoseconds, or an ISO 8601 text (subscriptions). Null when it does not say.
 */
export function eventTimeMs(data: string): number | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(data);
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null) return null;
  const { timestamp } = parsed as { timestamp?: unknown };
  if (typeof timestamp === 'string') {
    const ms = Date.parse(timestamp);
    return Number.isNaN(ms) ? null : ms;
  }
  if (typeof timestamp !== 'number' || !(timestamp > 0)) return null;
  // Seconds are ten digits in this century, nanoseconds nineteen.
  return timestamp > 1e17 ? timestamp / 1e6 : timestamp * 1000;
}
