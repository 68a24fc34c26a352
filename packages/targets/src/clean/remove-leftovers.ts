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
  const processes = await removeProcesses(of.label);
  const nothing = { processes, containers: [], networks: [], volumes: [] };
  if (of.docker === false) return { ...nothing, dockerMissing: 'not asked for' };
  try {
    const target = await connectDocker({ timeoutS: ENGINE_TIMEOUT_S });
    try {
      return { processes, ...(await target.removeLeftovers(of)), dockerMissing: null };
    } finally {
      await target.close();
    }
  } catch (error) {
    if (!isTargetError(error)) throw error;
    return { ...nothing, dockerMissing: error.message };
  }
}
