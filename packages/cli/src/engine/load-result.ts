import { notMeasured } from '../errors.js';

/** The generator's exit code when it wrote a result in which every request failed. */
const NOTHING_SUCCEEDED = 3;

/** How a load generator ended: what it said when it sent nothing, and its result when it did. */
export interface LoadEnd {
  code: number | null;
  said: string;
  json: () => string;
}

/** Whether that exit code comes with a result. */
export function isSent(code: number | null): boolean {
  return code === 0 || code === NOTHING_SUCCEEDED;
}

/** @throws BenchError `MEDKIT_LOAD` when no load was sent, or not one request succeeded */
export function loadResult({ code, said, json }: LoadEnd): Record<string, unknown> {
  if (!isSent(code))
    throw notMeasured('MEDKIT_LOAD', `the load could not be sent (exit code ${code}): ${said}`);
  const result = JSON.parse(json()) as Record<string, unknown>;
  if (Number(result['request_count']) > 0 && result['success_count'] === 0) throw allFailed(result);
  return result;
}

function allFailed(result: Record<string, unknown>): Error {
  const keys = (name: string): string => Object.keys((result[name] ?? {}) as object).join(', ');
  return notMeasured(
    'MEDKIT_LOAD',
    `not one of ${String(result['request_count'])} requests succeeded (status ${keys('by_status')}; errors: ${keys('errors')}): latencies of errors say nothing of the target`,
    "check load.base_url, load.paths and load.headers of the profile with curl, and the target's log",
  );
}
