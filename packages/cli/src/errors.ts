/** The exit codes scripts can rely on. */
export const EXIT = { ok: 0, gate: 1, refused: 2, notMeasured: 3, interrupted: 130 } as const;

const BRAND: unique symbol = Symbol.for('medkit-bench.error') as never;

/**
 * An error a person can act on: what happened, what it means, what to do next.
 * Everything that reaches the terminal without a stack trace is one of these.
 */
export class BenchError extends Error {
  readonly code: string;
  readonly exitCode: number;
  /** One line that says what to do next. */
  readonly next: string | null;

  constructor(
    code: string,
    message: string,
    options: { exitCode?: number; next?: string; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'BenchError';
    this.code = code;
    this.exitCode = options.exitCode ?? EXIT.refused;
    this.next = options.next ?? null;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** Whether a value is a {@link BenchError}, also one from another installed copy. */
export function isBenchError(value: unknown): value is BenchError {
  return typeof value === 'object' && value !== null && BRAND in value;
}

/** Bad input: exit code 2. */
export function badInput(message: string, next?: string): BenchError {
  return new BenchError('MEDKIT_BAD_INPUT', message, next === undefined ? {} : { next });
}

/** What a lane needs is not where the target runs: exit code 2, but of several lanes it only leaves this one out. */
export function missingTool(message: string, next?: string): BenchError {
  return new BenchError(MISSING_TOOL, message, next === undefined ? {} : { next });
}

/** The code of {@link missingTool}. */
export const MISSING_TOOL = 'MEDKIT_MISSING_TOOL';

/** The lane could not measure: exit code 3. */
export function notMeasured(code: string, message: string, next?: string): BenchError {
  return new BenchError(code, message, {
    exitCode: EXIT.notMeasured,
    ...(next === undefined ? {} : { next }),
  });
}

/** The user asked us to stop; everything is torn down on the way out. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}

/** The text of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
