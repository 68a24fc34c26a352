import { BaselineError } from '../errors.js';
import { hostDifferences, type HostFingerprint, hostWarnings } from '../host/host-fingerprint.js';

/**
 * The one host of a run's lanes; what one lane does not say is taken from another.
 * @throws BaselineError MEDKIT_RUN_TWO_HOSTS naming the key and both lanes
 */
export function mergeHosts(
  path: string,
  hosts: readonly (readonly [string, HostFingerprint])[],
): HostFingerprint {
  const [firstLane, first] = hosts[0]!;
  let merged = first;
  for (const [lane, host] of hosts.slice(1)) {
    const other = [...hostDifferences(merged, host), ...hostWarnings(merged, host)].find(
      (difference) => difference.key !== 'governor',
    );
    if (other !== undefined) {
      throw new BaselineError(
        'MEDKIT_RUN_TWO_HOSTS',
        `${path} was taken on two hosts: host.${other.key} is ${other.baseline} in lane ${firstLane} and ${other.run} in lane ${lane}`,
        { next: 'use one run folder per host, or name the lanes to look at' },
      );
    }
    merged = Object.fromEntries(
      Object.entries(merged).map(([key, value]) => [key, value ?? host[key as keyof HostFingerprint]]),
    ) as unknown as HostFingerprint;
  }
  return merged;
}
