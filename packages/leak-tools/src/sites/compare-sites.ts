import type { AllocationSite } from './site.js';
import { mergeSites, siteKey } from './merge-sites.js';

/** What one call site holds at two sizes of the workload. */
export interface SiteGrowth {
  site: AllocationSite;
  /** Bytes in the first and the second profile; 0 when the site is not in that profile. */
  bytesBefore: number;
  bytesAfter: number;
  grownBytes: number;
  grownBlocks: number;
  /** Part of all growth, 0-1; null when the profiles did not grow in total or this site shrank. */
  share: number | null;
}

/**
 * What grew between two profiles of the same program, most grown first; sites that hold the same in both are left out.
 * Give complete lists of sites: one that was cut off at a limit counts as absent.
 */
export function compareSites(
  before: readonly AllocationSite[],
  after: readonly AllocationSite[],
): SiteGrowth[] {
  const old = new Map(mergeSites(before).map((site) => [siteKey(site), site]));
  const rows: SiteGrowth[] = [];
  for (const site of mergeSites(after)) {
    const was = old.get(siteKey(site));
    old.delete(siteKey(site));
    rows.push(growthOf(site, was, site));
  }
  for (const gone of old.values()) rows.push(growthOf(gone, gone, undefined));
  const total = rows.reduce((sum, row) => sum + Math.max(0, row.grownBytes), 0);
  for (const row of rows) row.share = total > 0 && row.grownBytes > 0 ? row.grownBytes / total : null;
  return rows
    .filter((row) => row.grownBytes !== 0 || row.grownBlocks !== 0)
    .sort((a, b) => b.grownBytes - a.grownBytes || b.grownBlocks - a.grownBlocks);
}

function growthOf(
  site: AllocationSite,
  before: AllocationSite | undefined,
  after: AllocationSite | undefined,
): SiteGrowth {
  const bytesBefore = before?.bytes ?? 0;
  const bytesAfter = after?.bytes ?? 0;
  return {
    site,
    bytesBefore,
    bytesAfter,
    grownBytes: bytesAfter - bytesBefore,
    grownBlocks: (after?.count ?? 0) - (before?.count ?? 0),
    share: null,
  };
}
