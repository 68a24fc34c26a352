import type { AllocationSite } from './site.js';

/** Identity of a site across runs: addresses change with every start, function and place in the source do not. */
export function siteKey(site: AllocationSite): string {
  return [
    site.resolved ? site.function : '(unresolved)',
    site.file ?? '',
    site.line ?? '',
    site.module ?? '',
  ].join('\0');
}

/**
 * Sites charged to the same place in the source as one, largest first. Bytes and counts add; the stack kept is that of
 * the largest part.
 */
export function mergeSites(sites: readonly AllocationSite[]): AllocationSite[] {
  const merged = new Map<string, { site: AllocationSite; largest: number }>();
  for (const site of sites) {
    const key = siteKey(site);
    const known = merged.get(key);
    if (known === undefined) {
      merged.set(key, { site: { ...site }, largest: site.bytes });
      continue;
    }
    known.site.bytes += site.bytes;
    known.site.count += site.count;
    if (site.bytes > known.largest) {
      known.largest = site.bytes;
      known.site.stack = site.stack;
    }
  }
  return [...merged.values()].map((entry) => entry.site).sort(bySize);
}

function bySize(a: AllocationSite, b: AllocationSite): number {
  return (
    b.bytes - a.bytes || b.count - a.count || (a.function < b.function ? -1 : a.function > b.function ? 1 : 0)
  );
}
