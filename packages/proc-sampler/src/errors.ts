/** Stable codes of the errors this package throws; match on these, never on message text. */
export type ProcErrorCode =
  | 'MEDKIT_PROC_GONE'
  | 'MEDKIT_PROC_RESTARTED'
  | 'MEDKIT_PROC_ZOMBIE'
  | 'MEDKIT_PROC_KERNEL_THREAD'
  | 'MEDKIT_PROC_DENIED'
  | 'MEDKIT_PROC_PARSE'
  | 'MEDKIT_PROC_OPTION'
  | 'MEDKIT_PROC_STREAM'
  | 'MEDKIT_PROC_AMBIGUOUS'
  | 'MEDKIT_PROC_NOT_FOUND';

const brand = Symbol.for('@medkit-bench/proc-sampler/error');

/** Every failure this package reports: a stable `code`, what happened, what was given, what to do next. */
export class ProcError extends Error {
  readonly code: ProcErrorCode;

  constructor(code: ProcErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ProcError';
    this.code = code;
    // Recognised across copies of this package, where instanceof would fail.
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Whether `error` is a {@link ProcError}, also one from another installed copy of this package. */
export function isProcError(error: unknown): error is ProcError {
  return typeof error === 'object' && error !== null && brand in error;
}

/** A text that is not what the kernel writes; `file` says which one, the excerpt is cut to 60 characters. */
export function parseError(file: string, expected: string, text: string): ProcError {
  const excerpt = JSON.stringify(text.slice(0, 60));
  return new ProcError('MEDKIT_PROC_PARSE', `${file}: expected ${expected}, got ${excerpt}`);
}
