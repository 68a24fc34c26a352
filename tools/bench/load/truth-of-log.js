// What requests on a schedule would have met, from the log of the server that was asked.

/** Nearest rank of an unsorted list. */
function percentiles(list) {
  const sorted = [...list].sort((a, b) => a - b);
  const at = (percent) => sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  return { p50: at(50), p95: at(95), p99: at(99), max: sorted.at(-1) };
}

/** When work of `workMs` that begins at `at` is done, standing still for the last `stallMs` of every `everyMs`. */
export function throughStalls(at, workMs, { beganMs, everyMs, stallMs }) {
  let now = at;
  for (let left = workMs; ;) {
    const phase = (now - beganMs) % everyMs;
    const stallAt = everyMs - stallMs;
    if (phase < stallAt && phase + left <= stallAt) return now + left;
    left -= Math.max(0, stallAt - phase);
    now += everyMs - phase;
  }
}

/** How much of a span was work: all but the stalls in it. */
export function workWithin(from, to, { beganMs, everyMs, stallMs }) {
  const workedBy = (at) => {
    const periods = Math.floor((at - beganMs) / everyMs);
    const phase = (at - beganMs) % everyMs;
    return periods * (everyMs - stallMs) + Math.min(phase, everyMs - stallMs);
  };
  return workedBy(to) - workedBy(from);
}

/**
 * Percentiles of requests due every 1/rate seconds from the first one on, in ms; `clientMs` are samples of what a client pays
 * beside what the server logs, or beside the wire where rows tell what the wire saw before the log began. Request k
 * takes the delay that the server drew for the k-th one it met, and what that one waited beside its service, and one of the
 * samples; stalls are where the schedule meets them. A generator that sends on the schedule is so held to what its own
 * requests met, one that sends fewer to what it left out.
 */
export function truthOf({ beganMs, rows, reference }, { rate, seconds, clientMs }) {
  const stalls = {
    beganMs,
    everyMs: reference.stall_every_s * 1000,
    stallMs: reference.stall_s * 1000,
  };
  const met = rows
    .toSorted((a, b) => a.arrived_ms - b.arrived_ms)
    .map((row) => ({
      workMs: workWithin(row.start_ms, row.intended_ms, stalls),
      besideMs: row.start_ms - row.arrived_ms + (row.end_ms - row.intended_ms) + (row.before_log_ms ?? 0),
    }));
  const firstMs = Math.min(...rows.map((row) => row.arrived_ms));
  const due = Array.from({ length: Math.round(rate * seconds) }, (_, k) => firstMs + (k * 1000) / rate);
  return percentiles(
    due.map((at, k) => {
      const { workMs, besideMs } = met[k % met.length];
      return throughStalls(at, workMs, stalls) - at + besideMs + clientMs[k % clientMs.length];
    }),
  );
}
