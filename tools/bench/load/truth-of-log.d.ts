export interface Stalls {
  beganMs: number;
  everyMs: number;
  stallMs: number;
}

export interface LogRow {
  arrived_ms: number;
  start_ms: number;
  intended_ms: number;
  end_ms: number;
  before_log_ms?: number;
}

export function throughStalls(at: number, workMs: number, stalls: Stalls): number;

export function workWithin(from: number, to: number, stalls: Stalls): number;

export function truthOf(
  log: { beganMs: number; rows: readonly LogRow[]; reference: { stall_every_s: number; stall_s: number } },
  schedule: { rate: number; seconds: number; clientMs: readonly number[] },
): { p50: number; p95: number; p99: number; max: number };
