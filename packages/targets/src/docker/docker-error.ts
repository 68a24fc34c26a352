import { errnoOf, isTargetError, messageOf, TargetError } from '../errors.js';
import type { TargetErrorCode } from '../errors.js';
import type { EngineAddress } from './engine-address.js';

const UNREACHABLE = new Set([
  'ENOENT',
  'ECONNREFUSED',
  'EACCES',
  'EPERM',
  'ECONNRESET',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'EPIPE',
  'EAI_AGAIN',
  'ENOTSOCK',
]);

/** Turns what the engine or the way to it said into one of our errors. */
export function dockerError(error: unknown, what: string, address: EngineAddress): TargetError {
  if (isTargetError(error)) return error;
  const errno = errnoOf(error);
  if (errno !== null && UNREACHABLE.has(errno)) {
    return new TargetError(
      'MEDKIT_DOCKER_UNREACHABLE',
      `${what}: no Docker engine answers at ${address.url} (from ${address.source}, ${errno}); ${advice(errno, address)}`,
      { cause: error },
    );
  }
  return new TargetError(codeOf(error), `${what}: ${engineText(error)}`, { cause: error });
}

function advice(errno: string, address: EngineAddress): string {
  if (errno === 'EACCES' || errno === 'EPERM')
    return 'this user may not use it: run as root or join its group';
  if (!address.url.startsWith('unix://')) return 'is the engine up, and does the address lead to it?';
  return 'start the engine, or set DOCKER_HOST or a docker context that leads to one';
}

/** The engine's own sentence, without the HTTP frame that the client puts around it. */
export function engineText(error: unknown): string {
  const json = (error as { json?: { message?: unknown } } | null)?.json;
  const text = typeof json?.message === 'string' ? json.message : messageOf(error);
  return text.replace(/^\(HTTP code \d+\) [^-]* - /, '').trim();
}

/** HTTP status of an engine's refusal, or null. */
export function statusOf(error: unknown): number | null {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : null;
}

function codeOf(error: unknown): TargetErrorCode {
  const text = engineText(error);
  const status = statusOf(error);
  if (status === 404 && /no such image|image .*not found|manifest/i.test(text))
    return 'MEDKIT_DOCKER_IMAGE_MISSING';
  if (status === 404 && /no such container/i.test(text)) return 'MEDKIT_DOCKER_NO_CONTAINER';
  if (/is not running|is paused/i.test(text)) return 'MEDKIT_DOCKER_NOT_RUNNING';
  return 'MEDKIT_DOCKER_API';
}
