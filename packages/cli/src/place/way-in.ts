import { isTargetError } from '@medkit-bench/targets';
import type { ExecOptions, ExecResult, HostPidProof } from '@medkit-bench/targets';
import { badInput } from '../errors.js';

/** What of a container is asked. */
interface Inside {
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
}

/**
 * Sees to it that a container's processes can be read at all: on this host, or through a shell inside. Without this, one that
 * has neither would look like a process that cannot be read yet, and be waited for.
 *
 * @throws BenchError for bad input, with what is missing both ways
 */
export async function requireWayIn(name: string, container: Inside, proof: HostPidProof): Promise<void> {
  if (proof.proven && proof.memoryReadable) return;
  try {
    await container.exec(['sh', '-c', ':'], { timeoutS: 10 });
  } catch (error) {
    if (!isTargetError(error) || error.code !== 'MEDKIT_TARGET_NO_PROGRAM') throw error;
    const why = proof.missing === null ? '' : ` (${proof.missing})`;
    throw badInput(
      `container '${name}' cannot be watched: it has no sh to read its /proc with, and its processes cannot be read from here${why}`,
      "run this as root on the container's own host, or put a POSIX sh (busybox will do) into its image",
    );
  }
}
