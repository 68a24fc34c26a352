import { connectDocker } from '../docker/connect-docker.js';
import type { RemovedContainers } from '../docker/remove-docker-leftovers.js';
import { isTargetError } from '../errors.js';
import { removeProcesses } from './remove-processes.js';

/** What was found carrying the label, and removed. */
export interface RemovedLeftovers extends RemovedContainers {
  /** Process ids. */
  processes: number[];
  /** Why containers could not be looked at; null when they were. */
  dockerMissing: string | null;
}

/** Seconds the engine gets before it counts as not there. */
const ENGINE_TIMEOUT_S = 10;

/**
 * Removes what a killed run left: processes of this host and containers, networks and volumes of the
 * engine. Only what carries exactly this label is touched. An engine that does not answer is no error.
 */
export async function removeLeftovers(of: { label: string; docker?: boolean }): Promise<RemovedLeftovers> {
  // Containers first: their processes carry the label too, and their engine ends them better than we do.
  const containers = of.docker === false ? unseen('not asked for') : await removeContainersOf(of.label);
  return { processes: await removeProcesses(of.label), ...containers };
}

async function removeContainersOf(label: string): Promise<Omit<RemovedLeftovers, 'processes'>> {
  try {
    const target = await connectDocker({ timeoutS: ENGINE_TIMEOUT_S });
    try {
      return { ...(await target.removeLeftovers({ label })), dockerMissing: null };
    } finally {
      await target.close();
    }
  } catch (error) {
    if (!isTargetError(error)) throw error;
    return unseen(error.message);
  }
}

function unseen(dockerMissing: string): Omit<RemovedLeftovers, 'processes'> {
  return { containers: [], networks: [], volumes: [], dockerMissing };
}
