/**
 * Why a request counts as an error. `status`: answered, but not 2xx (redirects are not followed).
 * `closed`: the connection ended before the answer was whole. `protocol`: the answer is not HTTP.
 * `unfinished`: still outstanding when the load was ended early. `generator`: this machine ran out of
 * ports or descriptors, which says nothing about the target.
 */
export type ErrorKind =
  | 'status'
  | 'timeout'
  | 'connect'
  | 'closed'
  | 'tls'
  | 'protocol'
  | 'body-too-large'
  | 'unfinished'
  | 'generator'
  | 'other';

/** How one request ended; `status` is null when no status line came. */
export interface Outcome {
  readonly status: number | null;
  readonly error: ErrorKind | null;
  readonly bodyBytes: number;
  /** Sent a second time because its reused connection was closed before a byte of an answer came. */
  readonly retried: boolean;
  /** When it ended, on the monotonic clock: for an answer, when this process woke for its last byte. */
  readonly doneMs: number;
}

const CODES: Readonly<Record<string, ErrorKind>> = {
  ECONNREFUSED: 'connect',
  EHOSTUNREACH: 'connect',
  ENETUNREACH: 'connect',
  ENOTFOUND: 'connect',
  EAI_AGAIN: 'connect',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
  UND_ERR_SOCKET: 'closed',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'closed',
  UND_ERR_HEADERS_OVERFLOW: 'protocol',
  EMFILE: 'generator',
  ENFILE: 'generator',
  EADDRNOTAVAIL: 'generator',
  ENOBUFS: 'generator',
};

/** The kind of a socket, TLS or parser error, by its code. */
export function errorKindOf(error: unknown): ErrorKind {
  const code = errorCode(error);
  if (code === null) return 'other';
  const known = CODES[code];
  if (known !== undefined) return known;
  if (code.startsWith('HPE_')) return 'protocol';
  if (isTlsCode(code)) return 'tls';
  return 'other';
}

/** Codes of Node's TLS layer and of OpenSSL, certificate verdicts included. */
export function isTlsCode(code: string): boolean {
  return /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/.test(code);
}

/** The `code` of an error, of its cause, or of the first of several attempts (dual-stack connects). */
export function errorCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  if (typeof code === 'string') return code;
  if (Array.isArray(errors) && errors.length > 0) return errorCode(errors[0]);
  return cause === undefined ? null : errorCode(cause);
}
