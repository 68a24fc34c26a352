const BRAND = Symbol.for('@medkit-bench/load-generator.error');

/** Stable codes of {@link LoadError}; match on these, not on the class (two installed copies differ). */
export type LoadErrorCode =
  | 'MEDKIT_LOAD_BAD_OPTION'
  | 'MEDKIT_LOAD_UNREACHABLE'
  | 'MEDKIT_LOAD_TLS'
  | 'MEDKIT_LOAD_NOT_HTTP'
  | 'MEDKIT_LOAD_OUTPUT';

/** Load could not be generated at all; a target that merely answers badly is a result, not an error. */
export class LoadError extends Error {
  readonly code: LoadErrorCode;

  constructor(code: LoadErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  static {
    this.prototype.name = 'LoadError';
    Object.defineProperty(this.prototype, BRAND, { value: true });
  }
}

/** Whether a value is a {@link LoadError}, of this or of another installed copy. */
export function isLoadError(value: unknown): value is LoadError {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
}
