/** Stable codes of the errors this package throws; match on these, never on message text. */
export const TARGET_ERROR_CODES = [
  'MEDKIT_TARGET_ARGUMENT',
  'MEDKIT_TARGET_CLOSED',
  'MEDKIT_TARGET_NO_PROGRAM',
  'MEDKIT_TARGET_NOT_STARTED',
  'MEDKIT_TARGET_NOT_STOPPED',
  'MEDKIT_TARGET_OUTPUT_LIMIT',
  'MEDKIT_TARGET_TIMEOUT',
  'MEDKIT_TARGET_FILE',
  'MEDKIT_PROCESS_GONE',
  'MEDKIT_DOCKER_UNREACHABLE',
  'MEDKIT_DOCKER_CONTEXT',
  'MEDKIT_DOCKER_IMAGE_MISSING',
  'MEDKIT_DOCKER_PULL',
  'MEDKIT_DOCKER_BUILD',
  'MEDKIT_DOCKER_NO_CONTAINER',
  'MEDKIT_DOCKER_NOT_RUNNING',
  'MEDKIT_DOCKER_PID_UNPROVEN',
  'MEDKIT_DOCKER_API',
  'MEDKIT_COMPOSE_MISSING',
  'MEDKIT_COMPOSE_FAILED',
  'MEDKIT_COMPOSE_SERVICE',
  'MEDKIT_SSH_ADDRESS',
  'MEDKIT_SSH_REFUSED',
  'MEDKIT_SSH_UNKNOWN_HOST',
  'MEDKIT_SSH_CHANGED_HOST_KEY',
  'MEDKIT_SSH_AUTH',
  'MEDKIT_SSH_KEY',
  'MEDKIT_SSH_DROPPED',
  'MEDKIT_SSH_FORWARD',
] as const;

/** One of {@link TARGET_ERROR_CODES}. */
export type TargetErrorCode = (typeof TARGET_ERROR_CODES)[number];

const brand = Symbol.for('@medkit-bench/targets/error');

/** Every failure this package reports: a stable `code`, what happened, what was given, what to do next. */
export class TargetError extends Error {
  readonly code: TargetErrorCode;

  constructor(code: TargetErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'TargetError';
    this.code = code;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Whether `error` is a {@link TargetError}, also one from another installed copy of this package. */
export function isTargetError(error: unknown): error is TargetError {
  return typeof error === 'object' && error !== null && brand in error;
}

/** The text of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The system's error name (`ENOENT`, `EACCES`, ...) of a thrown value, or null. */
export function errnoOf(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : null;
}
