import type { Params } from './params.js';
import { numberOf } from './params.js';

export type FaultStatus = 'PREFAILED' | 'PREPASSED' | 'CONFIRMED' | 'HEALED' | 'CLEARED';

/** A fault as the list shows it. */
export interface Fault {
  fault_code: string;
  severity: number;
  severity_label: string;
  description: string;
  first_occurred: number;
  last_occurred: number;
  last_passed?: number;
  occurrence_count: number;
  status: FaultStatus;
  reporting_sources: string[];
}

/** The five fields of a report. */
export interface FaultReport {
  fault_code: string;
  event_type: number;
  severity: number;
  description: string;
  source_id: string;
}

export type FaultEventType = 'fault_confirmed' | 'fault_updated' | 'fault_cleared';

const LABELS = ['INFO', 'WARN', 'ERROR', 'CRITICAL'];
const CRITICAL = 3;
const PASSED = 1;

const BY_FILTER: Record<string, readonly FaultStatus[]> = {
  pending: ['PREFAILED'],
  confirmed: ['CONFIRMED'],
  cleared: ['CLEARED', 'HEALED', 'PREPASSED'],
  healed: ['HEALED', 'PREPASSED'],
  all: ['PREFAILED', 'PREPASSED', 'CONFIRMED', 'HEALED', 'CLEARED'],
};

/** A report with every field as it must be, or null. */
export function parseReport(value: unknown): FaultReport | null {
  if (typeof value !== 'object' || value === null) return null;
  const { fault_code, event_type, severity, description, source_id } = value as Record<string, unknown>;
  const valid =
    typeof fault_code === 'string' &&
    /^[A-Za-z0-9_.-]{1,128}$/.test(fault_code) &&
    !fault_code.includes('..') &&
    (event_type === 0 || event_type === 1) &&
    [0, 1, 2, 3].includes(severity as number) &&
    typeof description === 'string' &&
    typeof source_id === 'string' &&
    source_id !== '';
  return valid ? { fault_code, event_type, severity: severity as number, description, source_id } : null;
}

/** Faults by code, with the debounce counter that confirms and heals them. */
export class FaultStore {
  readonly #params: Params;
  readonly #faults = new Map<string, { fault: Fault; counter: number }>();
  readonly #onEvent: (type: FaultEventType, fault: Fault) => void;

  constructor(params: Params, onEvent: (type: FaultEventType, fault: Fault) => void) {
    this.#params = params;
    this.#onEvent = onEvent;
  }

  report(report: FaultReport): void {
    const now = Date.now() / 1000;
    const known = this.#faults.get(report.fault_code);
    if (report.event_type === PASSED) {
      if (known) this.#passed(known, now);
      return;
    }
    if (known && known.fault.status !== 'CLEARED') this.#again(known, report, now);
    else this.#first(report, now);
  }

  /** Null for a filter that does not exist; without one, pending and confirmed. */
  list(filter: string | null): Fault[] | null {
    const wanted = filter === null ? (['PREFAILED', 'CONFIRMED'] as const) : BY_FILTER[filter];
    if (!wanted) return null;
    return [...this.#faults.values()]
      .map(({ fault }) => fault)
      .filter(({ status }) => (wanted as readonly string[]).includes(status));
  }

  get(code: string): Fault | null {
    return this.#faults.get(code)?.fault ?? null;
  }

  /** False when there is nothing to clear. */
  clear(code: string): boolean {
    const known = this.#faults.get(code);
    if (!known || known.fault.status === 'CLEARED') return false;
    known.fault.status = 'CLEARED';
    known.counter = 0;
    this.#onEvent('fault_cleared', known.fault);
    return true;
  }

  #first(report: FaultReport, now: number): void {
    const fault: Fault = {
      description: report.description,
      fault_code: report.fault_code,
      first_occurred: now,
      last_occurred: now,
      occurrence_count: 1,
      reporting_sources: [report.source_id],
      severity: report.severity,
      severity_label: LABELS[report.severity] ?? 'INFO',
      status: 'PREFAILED',
    };
    const entry = { fault, counter: -1 };
    this.#faults.set(report.fault_code, entry);
    this.#confirmIfDue(entry);
  }

  #again(entry: { fault: Fault; counter: number }, report: FaultReport, now: number): void {
    const { fault } = entry;
    fault.last_occurred = now;
    fault.description = report.description;
    fault.severity = Math.max(fault.severity, report.severity);
    fault.severity_label = LABELS[fault.severity] ?? 'INFO';
    if (!fault.reporting_sources.includes(report.source_id)) fault.reporting_sources.push(report.source_id);
    if (fault.status === 'CONFIRMED') {
      this.#onEvent('fault_updated', fault);
      return;
    }
    entry.counter = Math.min(entry.counter, 0) - 1;
    fault.occurrence_count += 1;
    fault.status = 'PREFAILED';
    this.#confirmIfDue(entry);
  }

  #confirmIfDue(entry: { fault: Fault; counter: number }): void {
    const asked = numberOf(this.#params, 'confirmation_threshold');
    const threshold = asked === 0 ? -1 : -Math.abs(asked);
    if (entry.fault.severity < CRITICAL && entry.counter > threshold) return;
    entry.fault.status = 'CONFIRMED';
    this.#onEvent('fault_confirmed', entry.fault);
  }

  #passed(entry: { fault: Fault; counter: number }, now: number): void {
    const { fault } = entry;
    if (fault.status === 'CLEARED' || fault.status === 'HEALED') return;
    fault.last_passed = now;
    entry.counter = Math.max(entry.counter, 0) + 1;
    const heals =
      this.#params.get('healing_enabled') === true &&
      entry.counter >= numberOf(this.#params, 'healing_threshold');
    if (heals) fault.status = 'HEALED';
    else if (fault.status === 'PREFAILED') fault.status = 'PREPASSED';
    if (heals) this.#onEvent('fault_cleared', fault);
    else if (fault.status === 'CONFIRMED') this.#onEvent('fault_updated', fault);
  }
}
