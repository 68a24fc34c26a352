import { removeProcesses } from './remove-processes.js';

/** What was found carrying the label, and removed. */
export interface RemovedLeftovers {
  /** Process ids. */
  processes: number[];
}

/** Removes what a killed run left on this host: only what carries exactly this label. */
export async function removeLeftovers(of: { label: string }): Promise<RemovedLeftovers> {
  return { processes: await removeProcesses(of.label) };
}
