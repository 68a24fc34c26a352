import { RUN_LABEL } from './container-spec.js';
import { removeContainer } from './docker-instance.js';
import type { Engine } from './engine.js';

/** Names or ids of what carried the label and was removed. */
export interface RemovedContainers {
  containers: string[];
  networks: string[];
  volumes: string[];
}

/** The label compose puts on everything of a project. */
const COMPOSE_PROJECT = 'com.docker.compose.project';

/** @internal Removes what carries the run's label, and compose projects named after it. */
export async function removeDockerLeftovers(engine: Engine, label: string): Promise<RemovedContainers> {
  const { docker } = engine;
  const isOurs = (labels: Record<string, string> | null | undefined): boolean =>
    labels?.[RUN_LABEL] === label || isProjectOf(labels?.[COMPOSE_PROJECT], label);
  const containers = (await engine.ask('listing containers', () => docker.listContainers({ all: true })))
    .filter((one) => isOurs(one.Labels))
    .map((one) => one.Id);
  for (const id of containers) await removeContainer(engine, id);
  const networks = (await engine.ask('listing networks', () => docker.listNetworks()))
    .filter((one) => isOurs(one.Labels))
    .map((one) => one.Id);
  for (const id of networks) {
    await engine.ask(`removing network ${id.slice(0, 12)}`, () => docker.getNetwork(id).remove());
  }
  const volumes = ((await engine.ask('listing volumes', () => docker.listVolumes())).Volumes ?? [])
    .filter((one) => isOurs(one.Labels))
    .map((one) => one.Name);
  for (const name of volumes) {
    await engine.ask(`removing volume ${name}`, () => docker.getVolume(name).remove());
  }
  return { containers, networks, volumes };
}

/** Project names are the run's label and eight hexadecimal digits: see the compose target. */
export function isProjectOf(project: string | undefined, label: string): boolean {
  if (project === undefined || !project.startsWith(`${label}-`)) return false;
  return /^[0-9a-f]{8}$/.test(project.slice(label.length + 1));
}
