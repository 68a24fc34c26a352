const brand = Symbol.for('@medkit-bench/reporters/error');

/**
 * A summary (or an option) that cannot be reported. Match on `code`, not on the class: two installed copies
 * of this package still share the codes.
 *
 * Codes: `MEDKIT_REPORT_INPUT` (not a lane summary), `MEDKIT_REPORT_SCHEMA_VERSION` (written by a version this
 * package does not read), `MEDKIT_REPORT_FORMAT` (no such export format).
 */
export class ReportError extends Error {
  override readonly name = 'ReportError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
    Object.defineProperty(this, brand, { value: true });
  }
}
