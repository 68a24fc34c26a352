import { TargetError } from '../errors.js';
import { timeoutMs } from './limits.js';

/** Settles as `work` does, or rejects with `MEDKIT_TARGET_TIMEOUT` after `seconds`. */
export async function withDeadline<T>(work: Promise<T>, seconds: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new TargetError('MEDKIT_TARGET_TIMEOUT', `${what}: no answer within ${seconds} s`)),
      timeoutMs(seconds),
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // The loser may still reject later; by then nobody listens.
    work.catch(() => undefined);
  }
}
