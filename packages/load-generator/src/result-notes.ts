import type { LoadPlan } from './load-options.js';
import type { ModeResult, SseResult } from './load-result.js';

/** What a reader should know before trusting the figures, in sentences. */
export function resultNotes(plan: LoadPlan, modes: readonly ModeResult[], sse: SseResult | null): string[] {
  const notes = modes.flatMap((mode) => modeNotes(plan, mode));
  if (plan.loop === 'closed') {
    notes.push('closed loop: requests that a stall kept from being sent are missing from the percentiles');
  }
  if (sse !== null && sse.streams_refused > 0) {
    const reasons = Object.entries(sse.refused_by).map(([reason, count]) => `${reason}: ${count}`);
    notes.push(
      `${sse.streams_refused} of ${sse.streams_asked} event streams were refused (${reasons.join(', ')}): the load asks for more streams than the target serves`,
    );
  }
  if (sse !== null && (sse.missed_event_count ?? 0) > 0) {
    notes.push(
      `${sse.missed_event_count} events never came on the streams, by their ids (${sse.gap_count} gaps): the target dropped them or a reconnection lost them`,
    );
  }
  if (sse !== null && sse.clock_ahead_count > 0) {
    notes.push(
      `${sse.clock_ahead_count} events are stamped later than they arrived: the clocks differ, delivery times are unsure`,
    );
  }
  return notes;
}

function modeNotes(plan: LoadPlan, mode: ModeResult): string[] {
  const notes: string[] = [];
  const name = plan.connections === 'both' ? `${mode.connections}: ` : '';
  if (mode.request_count > 0 && mode.success_count === 0) {
    notes.push(`${name}no request succeeded: there are no latencies of a working target here`);
  }
  if (mode.generator_bound) {
    notes.push(
      `${name}generator-bound: requests left ${mode.generator_lag_ms} ms late on average, over 5 % of p50; give the generator a core of its own or lower the rate`,
    );
  }
  if (mode.queued_count > 0) {
    notes.push(
      `${name}${mode.queued_count} due requests waited for the limit of ${plan.maxInFlight} in flight; the wait is in their latency`,
    );
  }
  if (mode.retried_count > 0) {
    notes.push(
      `${name}${mode.retried_count} requests met a reused connection that the server was closing and were sent once more on a new one; the loss is in their latency`,
    );
  }
  if ((mode.errors.generator ?? 0) > 0) {
    notes.push(
      `${name}${mode.errors.generator} requests failed for want of ports or descriptors on this machine, not because of the target`,
    );
  }
  return notes;
}
