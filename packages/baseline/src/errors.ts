/** Stable codes of the errors this package throws; match on these, never on message text. */
export type BaselineErrorCode =
  | 'MEDKIT_BASELINE_MISSING'
  | 'MEDKIT_BASELINE_INVALID'
  | 'MEDKIT_BASELINE_VERSION'
  | 'MEDKIT_BASELINE_REFUSED'
  | 'MEDKIT_RUN_MISSING'
  | 'MEDKIT_RUN_INVALID'
  | 'MEDKIT_RUN_INCOMPLETE'
  | 'MEDKIT_RUN_TWO_HOSTS'
  | 'MEDKIT_COMPARE_OPTION'
  | 'MEDKIT_BUDGET_SYNTAX'
  | 'MEDKIT_RULES_INVALID'
  | 'MEDKIT_HISTORY_INVALID'
  | 'MEDKIT_STORE_LOCKED'
  | 'MEDKIT_STORE_IO';

const brand = Symbol.for('@medkit-bench/baseline/error');

/** Every failure this package reports: a stable `code`, what happened, what was given, what to do next. */
export class BaselineError extends Error {
  readonly code: BaselineErrorCode;
  /** All of them are refused or bad input for a command line. */
  readonly exitCode = 2;
  /** One line that says what to do next. */
  readonly next: string | null;

  constructor(code: BaselineErrorCode, message: string, options: { next?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'BaselineError';
    this.code = code;
    this.next = options.next ?? null;
    // Recognised across copies of this package, where instanceof would fail.
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Whether `error` is a {@link BaselineError}, also one from another installed copy of this package. */
export function isBaselineError(error: unknown): error is BaselineError {
  return typeof error === 'object' && error !== null && brand in error;
}
