/** Stable codes of the errors this package throws; match on these, never on message text. */
export const LEAK_ERROR_CODES = [
  'MEDKIT_LEAK_ARGUMENT',
  'MEDKIT_LEAK_LAUNCHER',
  'MEDKIT_LEAK_NO_TOOL',
  'MEDKIT_LEAK_TOOL_VERSION',
  'MEDKIT_LEAK_PTRACE',
  'MEDKIT_LEAK_DEBUGGER',
  'MEDKIT_LEAK_ALREADY_TRACED',
  'MEDKIT_LEAK_NO_PROCESS',
  'MEDKIT_LEAK_NO_SUBJECT',
  'MEDKIT_LEAK_NOT_ENDED',
  'MEDKIT_LEAK_NOT_FINALISED',
  'MEDKIT_LEAK_EMPTY',
  'MEDKIT_LEAK_TRUNCATED',
  'MEDKIT_LEAK_FORMAT',
  'MEDKIT_LEAK_NO_SUMMARY',
  'MEDKIT_LEAK_READ',
] as const;

/** One of {@link LEAK_ERROR_CODES}. */
export type LeakErrorCode = (typeof LEAK_ERROR_CODES)[number];

const brand = Symbol.for('@medkit-bench/leak-tools/error');

/** Every failure this package reports: a stable `code`, what happened, what was given, what to do next. */
export class LeakToolsError extends Error {
  readonly code: LeakErrorCode;

  constructor(code: LeakErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'LeakToolsError';
    this.code = code;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Whether `error` is a {@link LeakToolsError}, also one from another installed copy of this package. */
export function isLeakToolsError(error: unknown): error is LeakToolsError {
  return typeof error === 'object' && error !== null && brand in error;
}

/** The text of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
