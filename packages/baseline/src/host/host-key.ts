import { join } from 'node:path';
import { type HostFingerprint, memoryGib } from './host-fingerprint.js';

/**
 * File name of a host: CPU model, cores and memory, such as `amd-epyc-2c-24g`. The host's own name is left out:
 * two machines of one kind share a baseline, and a container has a new name every day.
 */
export function hostKey(host: HostFingerprint): string {
  const slug = (host.cpu_model ?? 'unknown-cpu')
    .toLowerCase()
    .replaceAll(/\((?:r|tm)\)/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);
  const cores = host.nproc === null ? '' : `-${host.nproc}c`;
  const gib = memoryGib(host);
  return `${slug === '' ? 'unknown-cpu' : slug}${cores}${gib === null ? '' : `-${gib}g`}`;
}

/** Path of a host's baseline under `folder`, usually `baseline/`. */
export function baselinePath(folder: string, host: HostFingerprint): string {
  return join(folder, `${hostKey(host)}.json`);
}
