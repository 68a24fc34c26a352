import type { AllocationSite } from '../sites/site.js';

/** valgrind's four kinds of unfreed memory. */
export type LeakKind = 'definite' | 'indirect' | 'possible' | 'reachable';

/** An amount of memory. */
export interface LeakAmount {
  bytes: number;
  blocks: number;
}

/** One loss record: memory of one kind allocated at one stack. */
export interface LossRecord extends AllocationSite {
  kind: LeakKind;
}

/** A suppression that hid something. */
export interface UsedSuppression {
  name: string;
  /** How many errors or loss records it hid. */
  count: number;
  /** Bytes and blocks of loss records it hid; null where valgrind does not print them. */
  amount: LeakAmount | null;
}

/** What memcheck found in one process that ended by itself. */
export interface MemcheckReport {
  source: 'xml' | 'text';
  valgrindVersion: string | null;
  /** The command line that was checked. */
  command: string | null;
  pid: number | null;
  definitelyLost: LeakAmount;
  indirectlyLost: LeakAmount;
  possiblyLost: LeakAmount;
  /** Null when the records of this kind were not asked for (`--show-leak-kinds`) and the format sums up nothing. */
  stillReachable: LeakAmount | null;
  /** Null where the format does not say; the XML names only the suppressions. */
  suppressed: LeakAmount | null;
  /** Loss records, largest definite loss first. */
  records: LossRecord[];
  suppressionsUsed: UsedSuppression[];
  /** Errors that are no leaks (invalid reads, jumps on uninitialised values, ...). */
  otherErrors: number;
  /** The signal that ended the program, such as `SIGSEGV`; null when it ended by itself. */
  fatalSignal: string | null;
}

/** Order of the kinds, worst first. */
export const LEAK_KINDS: readonly LeakKind[] = ['definite', 'indirect', 'possible', 'reachable'];

/** Worst kind first, then the most bytes. */
export function sortRecords(records: LossRecord[]): LossRecord[] {
  return records.sort(
    (a, b) =>
      LEAK_KINDS.indexOf(a.kind) - LEAK_KINDS.indexOf(b.kind) || b.bytes - a.bytes || b.count - a.count,
  );
}

/** The sum of the records of one kind. */
export function sumOf(records: readonly LossRecord[], kind: LeakKind): LeakAmount {
  const ofKind = records.filter((record) => record.kind === kind);
  return {
    bytes: ofKind.reduce((sum, record) => sum + record.bytes, 0),
    blocks: ofKind.reduce((sum, record) => sum + record.count, 0),
  };
}
